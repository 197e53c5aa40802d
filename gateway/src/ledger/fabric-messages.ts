import { createHash } from 'node:crypto';
import { concatBytes, decodeUtf8, fromHex } from '@yinzhao/verifier/format/bytes';
import messages from 'fabric-protos';

const { common, protos, msp } = messages;
const nothing = new Uint8Array();

/** A block as a peer stores it, with its own judgement of each transaction. */
export interface LedgerBlock {
  readonly number: number;
  /** Of its header, which holds a digest of all it has: what the next block names as the one before. */
  readonly hash: Uint8Array;
  /** Hash of the block before. */
  readonly previousHash: Uint8Array;
  readonly transactions: readonly LedgerTransaction[];
}

export interface LedgerTransaction {
  readonly id: string;
  /** Name of Fabric's validation code: `VALID`, `MVCC_READ_CONFLICT`, … */
  readonly code: string;
  /** What was called. null for configuration, and for anything that cannot be read: such a one is never valid. */
  readonly call: () => ChaincodeCall | null;
}

export interface ChaincodeCall {
  readonly chaincode: string;
  readonly name: string;
  readonly parameters: readonly Uint8Array[];
  /** Who sent it. */
  readonly mspId: string;
  readonly event: { readonly name: string; readonly payload: Uint8Array } | null;
}

/** The part of a block message that is read; the loader gives 64-bit numbers as text or as objects. */
export interface BlockMessage {
  readonly header: {
    readonly number: { toString(): string };
    readonly previous_hash: Uint8Array;
    readonly data_hash: Uint8Array;
  };
  readonly data: { readonly data: readonly Uint8Array[] };
  readonly metadata: { readonly metadata: readonly Uint8Array[] };
}

const endorserTransaction: number = common.HeaderType.ENDORSER_TRANSACTION;
/** Where a peer notes its judgement: one byte per transaction. */
const filterIndex = common.BlockMetadataIndex.TRANSACTIONS_FILTER;

export function readBlock(block: BlockMessage): LedgerBlock {
  const codes = block.metadata.metadata[filterIndex] ?? nothing;
  return {
    number: Number(block.header.number.toString()),
    hash: hashOf(block.header),
    previousHash: new Uint8Array(block.header.previous_hash),
    transactions: block.data.data.map((envelope, i) => readTransaction(envelope, codes[i])),
  };
}

/** Fabric's hash of a block: SHA-256 of number, previous hash and data hash as a DER sequence. */
function hashOf(header: BlockMessage['header']): Uint8Array {
  const digits = BigInt(header.number.toString()).toString(16);
  const number = fromHex(digits.length % 2 === 0 ? digits : `0${digits}`);
  // DER's numbers have a sign.
  const sign = (number[0] as number) >= 0x80 ? Uint8Array.of(0) : nothing;
  const parts = concatBytes(
    der(0x02, concatBytes(sign, number)),
    der(0x04, header.previous_hash),
    der(0x04, header.data_hash),
  );
  return new Uint8Array(createHash('sha256').update(der(0x30, parts)).digest());
}

/** Shorter than 128 bytes, as all of them are. */
function der(tag: number, content: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(tag, content.length), content);
}

/** A member of an organisation as Fabric's messages name it. */
export interface FabricIdentity {
  readonly mspId: string;
  /** X.509, PEM. */
  readonly certificate: string;
}

/** null where it cannot be read. */
export function readIdentity(bytes: Uint8Array): FabricIdentity | null {
  return attempt(() => {
    const { mspid, id_bytes: certificate } = msp.SerializedIdentity.decode(bytes);
    return { mspId: mspid, certificate: decodeUtf8(certificate) };
  });
}

/** What the chaincode answered, from the part of a peer's answer that its signature covers. */
export function signedResult(payload: Uint8Array): Uint8Array {
  const { extension } = protos.ProposalResponsePayload.decode(payload);
  return protos.ChaincodeAction.decode(extension).response?.payload ?? nothing;
}

function readTransaction(envelope: Uint8Array, code: number | undefined): LedgerTransaction {
  const name = code === undefined ? undefined : protos.TxValidationCode[code];
  const payload = attempt(() => common.Payload.decode(common.Envelope.decode(envelope).payload));
  const header = attempt(() =>
    common.ChannelHeader.decode(payload?.header?.channel_header ?? nothing),
  );
  const isCall = header?.type === endorserTransaction;
  return {
    id: header?.tx_id ?? '',
    code: name ?? `CODE_${code ?? 'MISSING'}`,
    call: () => (payload && isCall ? attempt(() => readCall(payload)) : null),
  };
}

/** Any client of the channel can have bytes ordered that are no transaction. */
function attempt<Value>(decode: () => Value): Value | null {
  try {
    return decode();
  } catch {
    return null;
  }
}

type PayloadMessage = ReturnType<typeof common.Payload.decode>;

function readCall({ data, header }: PayloadMessage): ChaincodeCall | null {
  const [action] = protos.Transaction.decode(data).actions;
  const body = protos.ChaincodeActionPayload.decode(action?.payload ?? nothing);
  const [name, ...parameters] = readArguments(body.chaincode_proposal_payload);
  if (name === undefined) return null;
  const response = body.action?.proposal_response_payload ?? nothing;
  const endorsed = protos.ChaincodeAction.decode(
    protos.ProposalResponsePayload.decode(response).extension,
  );
  const { creator } = common.SignatureHeader.decode(header?.signature_header ?? nothing);
  return {
    // The name that the endorsers signed, not the one that the sender wrote.
    chaincode: endorsed.chaincode_id?.name ?? '',
    name: Buffer.from(name).toString('latin1'),
    parameters,
    mspId: msp.SerializedIdentity.decode(creator).mspid,
    event: readEvent(endorsed.events),
  };
}

function readArguments(proposal: Uint8Array): readonly Uint8Array[] {
  const { input } = protos.ChaincodeProposalPayload.decode(proposal);
  return protos.ChaincodeInvocationSpec.decode(input).chaincode_spec?.input?.args ?? [];
}

function readEvent(bytes: Uint8Array): ChaincodeCall['event'] {
  if (bytes.length === 0) return null;
  const { event_name: name, payload } = protos.ChaincodeEvent.decode(bytes);
  return { name, payload };
}

import messages from 'fabric-protos';

const { common, protos, msp } = messages;
const nothing = new Uint8Array();

/** A block as a peer stores it, with its own judgement of each transaction. */
export interface LedgerBlock {
  readonly number: number;
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
  readonly header: { readonly number: { toString(): string } };
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
    transactions: block.data.data.map((envelope, i) => readTransaction(envelope, codes[i])),
  };
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

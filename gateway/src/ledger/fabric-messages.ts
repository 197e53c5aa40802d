import messages from 'fabric-protos';

const { common, protos, msp } = messages;

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

/** Where a peer notes its judgement: one byte per transaction. */
const filterIndex = common.BlockMetadataIndex.TRANSACTIONS_FILTER;

export function readBlock(block: BlockMessage): LedgerBlock {
  const codes = block.metadata.metadata[filterIndex] ?? new Uint8Array();
  return {
    number: Number(block.header.number.toString()),
    transactions: block.data.data.map((envelope, i) => readTransaction(envelope, codes[i])),
  };
}

/** What the chaincode answered, from the part of a peer's answer that its signature covers. */
export function signedResult(payload: Uint8Array): Uint8Array {
  const { extension } = protos.ProposalResponsePayload.decode(payload);
  return protos.ChaincodeAction.decode(extension).response?.payload ?? new Uint8Array();
}

function readTransaction(envelope: Uint8Array, code: number | undefined): LedgerTransaction {
  const name = code === undefined ? undefined : protos.TxValidationCode[code];
  const payload = attempt(() => common.Payload.decode(common.Envelope.decode(envelope).payload));
  const header = attempt(() => common.ChannelHeader.decode(payload?.header?.channel_header ?? new Uint8Array()));
  const isCall = header?.type === Number(common.HeaderType.ENDORSER_TRANSACTION);
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

function readCall(payload: PayloadMessage): ChaincodeCall | null {
  const [action] = protos.Transaction.decode(payload.data).actions;
  const body = protos.ChaincodeActionPayload.decode(action?.payload ?? new Uint8Array());
  const proposal = protos.ChaincodeProposalPayload.decode(body.chaincode_proposal_payload);
  const spec = protos.ChaincodeInvocationSpec.decode(proposal.input).chaincode_spec;
  const [name, ...parameters] = spec?.input?.args ?? [];
  const response = body.action?.proposal_response_payload;
  if (name === undefined || !response) return null;
  const endorsed = protos.ChaincodeAction.decode(
    protos.ProposalResponsePayload.decode(response).extension,
  );
  const creator = common.SignatureHeader.decode(
    payload.header?.signature_header ?? new Uint8Array(),
  ).creator;
  return {
    // The name that the endorsers signed, not the one that the sender wrote.
    chaincode: endorsed.chaincode_id?.name ?? '',
    name: Buffer.from(name).toString('latin1'),
    parameters,
    mspId: msp.SerializedIdentity.decode(creator).mspid,
    event: readEvent(endorsed.events),
  };
}

function readEvent(bytes: Uint8Array): ChaincodeCall['event'] {
  if (bytes.length === 0) return null;
  const { event_name: name, payload } = protos.ChaincodeEvent.decode(bytes);
  return { name, payload };
}

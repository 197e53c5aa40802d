/** An issuing body and what it may issue. */
export interface SampleBody {
  /** In the form of GB 32100; no real body has it. */
  readonly id: string;
  readonly name: string;
  /** The organisation whose gateway and signer it uses. */
  readonly org: string;
  readonly log: string;
  /** Codes of licence types, ascending. */
  readonly types: readonly string[];
}

/** 营业执照, 食品经营许可证, 不动产权证书. */
export const sampleTypes = {
  business: '11999999EXAMPLE11X001',
  food: '11999999EXAMPLE11X002',
  estate: '11999999EXAMPLE11X003',
} as const;

/** One department issues every type of the sample; it is a tenant of the approval administration. */
export function sampleBody(org: string, log: string): SampleBody {
  return {
    id: '11999999EXAMPLE11X',
    name: '示例市行政审批局',
    org,
    log,
    types: Object.values(sampleTypes).sort(),
  };
}

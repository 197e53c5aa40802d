import { HOST } from '../ports.js';

export const TLS_AUTHORITY = 'tls';
export const MSP_AUTHORITY = 'msp';
/**
 * Name of the signing profile whose certificates expire within 31 seconds. Certificates with attributes
 * can be had from the profiles `default`, `tls` and `ca` only; there are no intermediate CAs here, so the
 * last one is free.
 */
export const SHORT_LIVED = 'ca';

export interface AuthorityPlan {
  organisation: string;
  port: number;
  operationsPort: number;
  registrar: { name: string; secret: string };
  /** Configuration file of the second CA. */
  mspConfiguration: string;
}

/**
 * The CA process: its own (default) CA issues TLS certificates, among them the one this process itself
 * listens with; the second CA, in `cafiles`, issues Fabric identities.
 */
export function tlsAuthorityConfiguration(plan: AuthorityPlan): object {
  return {
    ...authorityConfiguration(plan, TLS_AUTHORITY),
    address: HOST,
    port: plan.port,
    // No certfile: the server has its default CA issue one for csr.hosts.
    tls: { enabled: true },
    cafiles: [plan.mspConfiguration],
    operations: { listenAddress: `${HOST}:${plan.operationsPort}`, tls: { enabled: false } },
    metrics: { provider: 'disabled' },
  };
}

/** The second CA of the process, see {@link tlsAuthorityConfiguration}. */
export function mspAuthorityConfiguration(plan: AuthorityPlan): object {
  return authorityConfiguration(plan, MSP_AUTHORITY);
}

function authorityConfiguration(plan: AuthorityPlan, name: string): object {
  return {
    ca: { name },
    // One process refuses two CAs of equal distinguished names.
    csr: {
      cn: `${name}.${plan.organisation}.yinzhao`,
      keyrequest: { algo: 'ecdsa', size: 256 },
      names: [{ O: plan.organisation }],
      hosts: [HOST, 'localhost'],
      ca: { expiry: TWENTY_YEARS, pathlength: 0 },
    },
    registry: {
      // A step repeated after a kill enrols again.
      maxenrollments: -1,
      identities: [
        {
          name: plan.registrar.name,
          pass: plan.registrar.secret,
          type: 'client',
          affiliation: '',
          attrs: {
            'hf.Registrar.Roles': '*',
            'hf.Registrar.Attributes': '*',
            'hf.Revoker': true,
            'hf.GenCRL': true,
          },
        },
      ],
    },
    db: { type: 'sqlite3', datasource: 'ca.db' },
    affiliations: {},
    signing: {
      default: { usage: ['digital signature'], expiry: FIVE_YEARS },
      profiles: {
        tls: {
          usage: ['digital signature', 'key agreement', 'server auth', 'client auth'],
          expiry: FIVE_YEARS,
        },
        // The server adds the expiry to the time rounded to the minute: 29 seconds ago to 31 ahead.
        [SHORT_LIVED]: {
          usage: ['digital signature'],
          expiry: '1s',
          caconstraint: { isca: false },
        },
      },
    },
    crl: { expiry: TWENTY_YEARS },
    bccsp: {
      default: 'SW',
      sw: { hash: 'SHA2', security: 256, filekeystore: { keystore: 'msp/keystore' } },
    },
  };
}

// There is no renewal of certificates here, so they outlive the machine rather than surprise it.
const FIVE_YEARS = '43800h';
const TWENTY_YEARS = '175200h';

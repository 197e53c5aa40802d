import './fabric-quiet.js';
import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import FabricCAServices from 'fabric-ca-client';
import { NetworkError } from './errors.js';
import { makeRequest } from './certificate-request.js';
import { HOST } from './ports.js';
import type { Credential } from './msp-folder.js';

type Registrar = Parameters<FabricCAServices['register']>[1];

/** One CA of a CA process, with the right to register and revoke at it. */
export interface Authority {
  services: FabricCAServices;
  registrar: Registrar;
}

export interface AuthorityAddress {
  /** Name of the CA inside its process. */
  name: string;
  port: number;
  /** Root certificate file by which the process's own certificate is checked. */
  tlsRoot: string;
}

export interface Registration {
  name: string;
  secret: string;
  type: 'client' | 'admin' | 'peer' | 'orderer';
  /** Stand in the enrolment certificate. */
  attributes: Record<string, string>;
}

export interface Enrolment {
  name: string;
  secret: string;
  /** Signing profile of the CA; its default profile otherwise. */
  profile?: string;
  /** Whether the certificate is for a server on 127.0.0.1. */
  server?: boolean;
}

/** The client side of one CA. No key ever enters its stores: keys are made and kept by this package. */
export function addressAuthority(address: AuthorityAddress): FabricCAServices {
  const services = new FabricCAServices({
    url: `https://${HOST}:${address.port}`,
    caName: address.name,
    tlsOptions: { trustedRoots: [readFileSync(address.tlsRoot, 'utf8')], verify: true },
    // Given, because the default one comes with a key store in the user's home. Nothing is hashed in it:
    // signatures are made by the registrar.
    cryptoSuite: { hash: (text: string) => text } as never,
  });
  // The client leaves a listener behind on every connection; on one that is kept for the next request they add up.
  // An address is no server name (RFC 6066 §3).
  const { _fabricCAClient: client } = services as unknown as ClientInside;
  client._httpClient = {
    request: (options, answered) =>
      httpsRequest({ ...options, agent: false, servername: '' }, answered),
  };
  return services;
}

/** The part of the client that makes requests; it offers no way to choose how. */
interface ClientInside {
  readonly _fabricCAClient: {
    _httpClient: {
      request: (
        options: RequestOptions,
        answered: (response: IncomingMessage) => void,
      ) => ClientRequest;
    };
  };
}

/** Adds to a CA the registrar by whose certificate requests to it are signed. */
export function authorityOf(services: FabricCAServices, registrar: Credential): Authority {
  return { services, registrar: new User(registrar) as unknown as Registrar };
}

/**
 * All of fabric-common's User that a request to the CA needs; the client asks for a class of this name.
 * fabric-common's own signs in JavaScript, in 20 ms of blocked event loop; a network needs about 25
 * signatures.
 */
class User {
  readonly #credential: Credential;

  constructor(credential: Credential) {
    this.#credential = credential;
  }

  getSigningIdentity() {
    const { certificate, privateKey } = this.#credential;
    return {
      _certificate: certificate,
      sign: (message: string) => signLow(message, privateKey),
    };
  }
}

/** Signs so that Fabric accepts it: of the two equivalent values of s, the lower one. */
function signLow(message: string, privateKey: string): Buffer {
  for (;;) {
    const signature = sign('sha256', Buffer.from(message), privateKey);
    // SEQUENCE { r, s }, each INTEGER with its tag, its length and, if it begins with a one bit, a zero byte.
    const firstOfS = signature[6 + (signature[3] ?? 0)] ?? 0;
    if (firstOfS > 0 && firstOfS < 0x7f) return signature;
  }
}

/**
 * Has the CA certify a fresh key.
 * @throws NetworkError `AUTHORITY_REFUSED`
 */
export async function enrol(services: FabricCAServices, enrolment: Enrolment): Promise<Credential> {
  const { name, secret, profile } = enrolment;
  const { privateKey, request } = makeRequest(name, enrolment.server ?? false);
  const response = await asked(name, () =>
    services.enroll({
      enrollmentID: name,
      enrollmentSecret: secret,
      csr: request,
      ...(profile === undefined ? {} : { profile }),
    }),
  );
  return { certificate: response.certificate, privateKey };
}

/**
 * Makes an identity known to the CA; one that is known already stays as it is.
 * @throws NetworkError `AUTHORITY_REFUSED`
 */
export async function register(authority: Authority, registration: Registration): Promise<void> {
  const { name, secret, type, attributes } = registration;
  try {
    await asked(name, () =>
      authority.services.register(
        {
          enrollmentID: name,
          enrollmentSecret: secret,
          role: type,
          affiliation: '',
          maxEnrollments: -1,
          attrs: Object.entries(attributes).map(([key, value]) => ({
            name: key,
            value,
            ecert: true,
          })),
        },
        authority.registrar,
      ),
    );
  } catch (error) {
    if (!isAlreadyRegistered(error)) throw error;
  }
}

/**
 * Revokes all certificates of an identity at its CA. Nothing on a channel changes by this alone.
 * @returns the CA's complete revocation list: PEM in base64, as a channel's configuration wants it
 * @throws NetworkError `AUTHORITY_REFUSED`
 */
export async function revoke(authority: Authority, name: string): Promise<string> {
  await asked(name, () => authority.services.revoke({ enrollmentID: name }, authority.registrar));
  // Asked for apart from the revocation, so that a repeated call gets the list as well.
  const list: unknown = await asked(name, () =>
    authority.services.generateCRL({}, authority.registrar),
  );
  return list as string;
}

async function asked<T>(name: string, request: () => Promise<T>, attempts = 3): Promise<T> {
  try {
    return await request();
  } catch (error) {
    // The client gives an answer 3 seconds, which a machine busy with compiling does not always keep.
    if (attempts > 1 && String(error).includes('Timeout'))
      return asked(name, request, attempts - 1);
    throw new NetworkError(
      'AUTHORITY_REFUSED',
      `CA 拒绝了身份 ${name} 的请求：${reason(error)}`,
      `the CA refused a request for ${name}: ${reason(error)}`,
      { cause: error },
    );
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
}

// Code 74 of fabric-ca's lib/caerrors: "Identity '…' is already registered".
function isAlreadyRegistered(error: unknown): boolean {
  const cause = (error as NetworkError).cause as { errors?: { code: number }[] } | undefined;
  return cause?.errors?.some(({ code }) => code === 74) ?? false;
}

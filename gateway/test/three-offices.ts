// Three organisations, each with a peer, a mirror, keys and a witness of its own; the first runs the log.
import { join } from 'node:path';
import type { SampleMember } from '@yinzhao/e2e/parties';
import { sampleEntries, signGroup } from '@yinzhao/e2e/groups';
import { toHex } from '@yinzhao/verifier/format/bytes';
import type { StatusStatement } from '@yinzhao/verifier/format/status';
import type { Engine } from '@yinzhao/verifier/sm/engine';
import { watchTrust, type TrustWatch } from '../src/checkpoint/trust-watch.js';
import type { RoundParts } from '../src/checkpoint/round.js';
import type { WitnessPeer } from '../src/checkpoint/witness-peer.js';
import { openMirror, type Mirror } from '../src/log/mirror.js';
import type { MirroredLog } from '../src/log/mirrored-log.js';
import { openSightings } from '../src/log/sightings.js';
import { answerRequest, type WitnessParts } from '../src/witness/answer.js';
import type { WireAnswer } from '../src/witness/wire.js';
import type { MemoryPeer } from './memory-chain.js';
import { anchor, type SampleCity } from './sample-city.js';
import { testNotary, type TestNotary } from './test-notary.js';

export interface Office {
  readonly member: SampleMember;
  readonly peer: MemoryPeer;
  readonly mirror: Mirror;
  readonly trust: TrustWatch;
  readonly notary: TestNotary;
  readonly witness: WitnessParts;
  /** How others reach its witness; a test may put something else in its place. */
  post: WitnessPeer['post'];
  /** Every answer its witness gave. */
  readonly answers: WireAnswer[];
  /** Notes it has kept as evidence, by the hex of their bytes. */
  readonly evidence: Set<string>;
}

export interface Offices {
  readonly all: readonly [Office, Office, Office];
  readonly round: RoundParts;
  /** Anchors a group of the first body. */
  readonly log: (entries: number, statements?: readonly StatusStatement[]) => Promise<void>;
  /** Milliseconds that go by without anybody waiting. */
  readonly pass: (ms: number) => void;
  readonly close: () => Promise<void>;
}

export async function openOffices(
  { parties, bodies, chain }: SampleCity,
  folder: () => string,
  engine: Engine,
): Promise<Offices> {
  let clock = Date.parse('2026-12-01T00:00:00Z');
  const now = (): number => clock++;
  const all = await Promise.all(
    parties.members.map((member) => openOffice(member, chain.peer(), folder(), engine, now)),
  );
  const [home, ...others] = all as [Office, Office, Office];
  const [body] = bodies as [(typeof bodies)[number]];
  let number = 0;
  return {
    all: [home, ...others],
    round: {
      log: home.mirror.log(home.member.log),
      trust: home.trust,
      signer: home.notary,
      logKey: () => Promise.resolve(home.member.logKey.publicKey),
      quorum: () =>
        Promise.resolve({
          needed: 2,
          witnesses: others.map((office) => ({
            name: office.witness.name,
            publicKeys: [office.member.witnessKey.publicKey],
            post: (bytes: Uint8Array) => office.post(bytes),
          })),
        }),
      engine,
      now,
    },
    log: async (entries, statements = []) => {
      const content = { entries: sampleEntries(entries, `note ${++number}`, engine), statements };
      const log = home.mirror.log(body.log);
      const size = log.size + entries + statements.length;
      await anchor(home.peer, body.log, [signGroup(body, number, content)], engine);
      await reach(log, size);
    },
    pass: (ms) => {
      clock += ms;
    },
    close: async () => {
      for (const { mirror, trust } of all) {
        await trust.close();
        await mirror.close();
      }
    },
  };
}

/** Waits until a mirror has that many leaves, however slow the machine is. */
export async function reach(log: Pick<MirroredLog, 'waitFor'>, size: number): Promise<void> {
  if (!(await log.waitFor(size, 60_000)))
    throw new Error(`the mirror never came to ${size} leaves`);
}

async function openOffice(
  member: SampleMember,
  peer: MemoryPeer,
  folder: string,
  engine: Engine,
  now: () => number,
): Promise<Office> {
  const mirror = await openMirror({ folder, ledger: peer, engine, now });
  const versions = await openSightings(join(folder, 'trust.seen'), null, now);
  const trust = watchTrust(peer, mirror, versions);
  // One clock for both, also where a test sets it.
  const notary = testNotary(member, engine, () => witness.now());
  const evidence = new Set<string>();
  const witness: WitnessParts = {
    name: `${member.log}/witness`,
    publicKey: () => Promise.resolve(member.witnessKey.publicKey),
    ledger: peer,
    mirror,
    trust,
    signer: notary,
    evidence: {
      keep: async (note) => {
        evidence.add(toHex(note));
        return Promise.resolve();
      },
    },
    engine,
    now,
  };
  const answers: WireAnswer[] = [];
  const post: WitnessPeer['post'] = async (bytes) => {
    const answer = await answerRequest(witness, bytes);
    answers.push(answer);
    return answer;
  };
  return { member, peer, mirror, trust, notary, witness, post, answers, evidence };
}

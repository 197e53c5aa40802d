import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codesOf, hallPolicy, judge } from '@yinzhao/e2e/city/judge';
import { witnessesOf } from '@yinzhao/e2e/city/note-witnesses';
import { offerTo } from '@yinzhao/e2e/city/offer-note';
import { otherTree, type OtherTree } from '@yinzhao/e2e/city/other-tree';
import { openOwnKey } from '@yinzhao/e2e/city/own-key';
import { readPublishedLog, type PublishedLog } from '@yinzhao/e2e/city/published-log';
import { sampleLicence } from '@yinzhao/e2e/city/sample-licences';
import { fileUnder, leafOfFile, packUnder } from '@yinzhao/e2e/city/show-under';
import { noteOf, type Liar } from '@yinzhao/e2e/city/sign-anything';
import { unloggedLicence } from '@yinzhao/e2e/city/unlogged-licence';
import { fourOrgTopology } from '@yinzhao/network';
import { judgeFork, type Policy } from '@yinzhao/verifier';
import { toHex } from '@yinzhao/verifier/format/bytes';
import type { Checkpoint } from '@yinzhao/verifier/format/checkpoint';
import { decodeForkEvidence } from '@yinzhao/verifier/format/fork-evidence';
import { decodeTrustBundle } from '@yinzhao/verifier/format/trust-bundle';
import type { TrustBundle } from '@yinzhao/verifier/format/trust-content';
import { consistencyPath, withOlderRoot } from '@yinzhao/verifier/merkle/consistency';
import { treeRoot } from '@yinzhao/verifier/merkle/tree';
import { nodeEngine } from '@yinzhao/verifier/node';
import { judgeWhen } from './judge-when.js';
import { startOwnCity, type OwnCity } from './own-city.js';

// Four organisations, w = 3, k = 2. The log of the approval administration shows two trees: the one on the ledger, in
// which a licence is revoked, and one of its own making. It signs the second with its own key, past its signer.
const engine = nodeEngine();
const date = '2026-01-05';
const others = ['police', 'market', 'housing'];
let city: OwnCity;
let policy: Policy;
let bundle: TrustBundle;
let log: Liar;
/** By organisation. */
let witnesses: ReadonlyMap<string, Liar>;

/** Issued, then revoked; and the pack that says so. */
let revoked: Uint8Array;
let pack: Uint8Array;
let published: PublishedLog;
/** Signed by the department's key, and not on the ledger. */
let unlogged: Uint8Array;
/** As large as the one on the ledger: the unlogged licence stands where the revocation stands. */
let sameSize: OtherTree;
/** Everything that is on the ledger, and the unlogged licence behind it. */
let larger: OtherTree;

const signed = ({ text, checkpoint }: OtherTree, ...orgs: string[]): Uint8Array => {
  const liars = orgs.map((org) => witnesses.get(org) as Liar);
  return noteOf(text, log, liars, checkpoint.time + 1, engine);
};
const urlOf = (org: string): string => city.orgs.find(({ name }) => name === org)?.url ?? '';
const offerToOthers = (note: Uint8Array) =>
  Promise.all(others.map((org) => offerTo(urlOf(org), { old: 0, proof: [], note })));
const contradictions = others.map(() => ({ status: 422, body: 'NOTE_CONTRADICTS' }));
const nameOf = (note: Uint8Array): string => `${toHex(engine.sm3(note))}.note`;
const keptBy = (org: string): ReadonlyMap<string, Uint8Array> => {
  const folder = join(city.folders.org(org).gateway, 'evidence');
  const read = (name: string) => Uint8Array.from(readFileSync(join(folder, name)));
  return new Map(readdirSync(folder).map((name) => [name, read(name)]));
};

beforeAll(async () => {
  city = await startOwnCity(fourOrgTopology);
  const { client, trust, body, folders } = city;
  policy = hallPolicy(trust);
  ({ bundle } = decodeTrustBundle(trust.bytes));
  const own = folders.org(body.org);
  log = { name: body.log, key: openOwnKey(own, 'log', body.log) };
  witnesses = new Map(
    city.members.map(({ org, witness: name }) => {
      return [org, { name, key: openOwnKey(folders.org(org), 'witness', name) }];
    }),
  );
  const { identifier } = await client.issue(sampleLicence(0, date), 'two-trees-0');
  await client.waitUntil(identifier, ['receipted']);
  await client.changeStatus(identifier, 'revoke');
  ({ pack } = await judgeWhen(city, await client.file(identifier), 'invalid'));
  revoked = await client.file(identifier);
  published = await readPublishedLog(urlOf(body.org), body.log);
  unlogged = unloggedLicence(revoked, openOwnKey(own, 'issuing', 'licences'));
  const { checkpoint, leaves } = published;
  const leaf = leafOfFile(unlogged, engine);
  const common = { origin: body.log, trust: checkpoint.trust, time: checkpoint.time + 1 };
  const kept = leaves.slice(0, -1);
  sameSize = otherTree({ ...common, leaves: [...kept, leaf], sequence: 0, statuses: [] }, engine);
  larger = otherTree(
    { ...common, leaves: [...leaves, leaf], sequence: 1, statuses: [{ leafIndex: 0, status: 2 }] },
    engine,
  );
}, 180_000);

afterAll(() => city.remove(), 60_000);

describe('a log that signs two trees, before honest witnesses', () => {
  it('gets no cosignature for the one that is not on the ledger, and each witness keeps the note', async () => {
    const note = signed(sameSize);
    expect(await offerToOthers(note)).toEqual(contradictions);
    for (const org of others) {
      const file = keptBy(org).get(nameOf(note));
      expect(file).toEqual(note);
      // From the file alone: the log has signed it, and the note that a quorum has witnessed is of the same size.
      const { checkpoint, witnesses } = witnessesOf(file ?? note, bundle, engine);
      expect(witnesses).toEqual([]);
      const witnessed = witnessesOf(published.note, bundle, engine);
      expect(witnessed.witnesses.length).toBeGreaterThanOrEqual(2);
      expect(witnessed.checkpoint.size).toBe(checkpoint.size);
      expect(witnessed.checkpoint.root).not.toEqual(checkpoint.root);
    }
  }, 30_000);

  it('gets none for a larger one either, and it is kept once the ledger has come so far', async () => {
    const { client } = city;
    const note = signed(larger);
    expect(await offerToOthers(note)).toEqual(
      others.map(() => ({ status: 503, body: 'WITNESS_BEHIND' })),
    );
    const { identifier } = await client.issue(sampleLicence(1, date), 'two-trees-1');
    await client.waitUntil(identifier, ['receipted']);
    const { checkpoint } = await readPublishedLog(urlOf(city.body.org), city.body.log);
    expect(checkpoint.size).toBe(larger.checkpoint.size);
    expect(await offerToOthers(note)).toEqual(contradictions);
    for (const org of others) expect(keptBy(org).get(nameOf(note))).toEqual(note);
  }, 60_000);

  it('shows halls no licence as valid by it: a quorum is missing', () => {
    for (const tree of [sameSize, larger]) {
      // Its own organisation's witness never counts.
      const note = signed(tree, 'approval');
      const byReceipt = judge(fileUnder(unlogged, tree, note, engine), { sync: pack }, policy);
      expect(byReceipt.outcome).toBe('undetermined');
      expect(codesOf(byReceipt)).toContain('QUORUM_MISSING');
      expect(byReceipt.established).toMatchObject({ anchored: null, status: null });
      const byPack = judge(revoked, { sync: packUnder(pack, tree, note) }, policy);
      expect(byPack.outcome).toBe('undetermined');
      expect(codesOf(byPack)).toContain('QUORUM_MISSING');
      expect(byPack.established.status).toBeNull();
    }
  });
});

describe('the same with one dishonest witness', () => {
  // Honest witnesses recompute from their own peers, and there is one ledger: none of them signs the other tree, whichever
  // it saw first. So one dishonest witness is not enough, though 2k − w = 1; two, which is k, are needed.
  it('is one cosignature short of a quorum', () => {
    for (const tree of [sameSize, larger]) {
      const note = signed(tree, 'housing');
      expect(witnessesOf(note, bundle, engine).witnesses).toEqual(['yinzhao/city/housing/witness']);
      const byReceipt = judge(fileUnder(unlogged, tree, note, engine), { sync: pack }, policy);
      const byPack = judge(revoked, { sync: packUnder(pack, tree, note) }, policy);
      for (const verdict of [byReceipt, byPack]) {
        expect(verdict.outcome).toBe('undetermined');
        expect(codesOf(verdict)).toContain('QUORUM_MISSING');
      }
    }
  });
});

describe('the same with two dishonest witnesses, which is k', () => {
  const liars = ['market', 'housing'];
  const shown = (tree: OtherTree) => {
    const note = signed(tree, ...liars);
    return { note, sync: packUnder(pack, tree, note) };
  };
  /** Two notes, each witnessed by a quorum by its bytes alone, of these roots. */
  const checkEvidence = (evidence: readonly Uint8Array[] | null, ...trees: Checkpoint[]): void => {
    const [file, ...others] = evidence ?? [];
    expect(others).toEqual([]);
    const { notes } = decodeForkEvidence(file ?? new Uint8Array());
    expect(judgeFork(file ?? new Uint8Array(), engine).isConclusive).toBe(true);
    const shownTrees = notes.map((note) => witnessesOf(note, bundle, engine));
    for (const one of shownTrees) {
      expect(one.witnesses.length).toBeGreaterThanOrEqual(2);
      expect(one.checkpoint.origin).toBe(log.name);
    }
    const rootsOf = (checkpoints: readonly Checkpoint[]): string[] =>
      checkpoints.map(({ root }) => toHex(root)).sort();
    expect(rootsOf(shownTrees.map(({ checkpoint }) => checkpoint))).toEqual(rootsOf(trees));
  };

  it('deceives a hall that has seen nothing else: that is what a quorum is', () => {
    const { note, sync } = shown(sameSize);
    for (const file of [revoked, unlogged]) {
      const verdict = judge(fileUnder(file, sameSize, note, engine), { sync }, policy);
      expect([verdict.outcome, codesOf(verdict)]).toEqual(['valid', []]);
    }
  });

  it('is a fork to every hall that has seen either, which keeps both notes', () => {
    const { note, sync } = shown(sameSize);
    const underOther = fileUnder(revoked, sameSize, note, engine);
    const ofLedger = judge(revoked, { sync: pack }, policy).state;
    const ofOther = judge(underOther, { sync }, policy).state;
    const cases = [
      // Remembered against the pack, both ways.
      { file: underOther, knowledge: { sync, state: ofLedger } },
      { file: revoked, knowledge: { sync: pack, state: ofOther } },
      // The receipt against the pack, both ways, where nothing is remembered.
      { file: underOther, knowledge: { sync: pack } },
      { file: revoked, knowledge: { sync } },
      // The receipt against what is remembered.
      { file: underOther, knowledge: { sync: null, state: ofLedger } },
    ];
    for (const { file, knowledge } of cases) {
      const verdict = judge(file, knowledge, policy);
      expect(verdict.outcome).toBe('invalid');
      expect(codesOf(verdict)).toContain('FORK');
      checkEvidence(verdict.evidence, published.checkpoint, sameSize.checkpoint);
    }
  });

  it('does not get a larger tree past a hall: without proof it is unknown, by its own proof a fork', () => {
    const { state } = judge(revoked, { sync: pack }, policy);
    const longer = otherTree(
      {
        ...{ origin: log.name, trust: sameSize.checkpoint.trust, sequence: 1, statuses: [] },
        time: sameSize.checkpoint.time + 1,
        leaves: [...sameSize.leaves, leafOfFile(revoked, engine)],
      },
      engine,
    );
    const { note, sync } = shown(longer);
    const silent = judge(revoked, { sync, state }, policy);
    expect(silent.outcome).toBe('undetermined');
    expect(codesOf(silent)).toContain('CONTINUITY_UNKNOWN');
    // What fits no tree is no better than none, and moves nothing.
    const [first, ...others] = published.leaves;
    const garbled = packUnder(pack, longer, note, [
      { from: published.checkpoint.size, path: [...others, first as Uint8Array] },
    ]);
    const unproven = judge(revoked, { sync: garbled, state }, policy);
    expect(unproven.outcome).toBe('undetermined');
    expect(codesOf(unproven)).toContain('CONTINUITY_UNKNOWN');
    expect(unproven.evidence).toBeNull();
    expect(unproven.state.logs).toEqual(state.logs);
    const from = published.checkpoint.size;
    const beginning = { size: from, root: treeRoot(engine.sm3, longer.leaves.slice(0, from)) };
    const own = withOlderRoot(beginning, consistencyPath(engine.sm3, longer.leaves, from));
    const proofs = [{ from, path: own }];
    const proven = judge(revoked, { sync: packUnder(pack, longer, note, proofs), state }, policy);
    expect(proven.outcome).toBe('invalid');
    expect(codesOf(proven)).toContain('FORK');
    checkEvidence(proven.evidence, published.checkpoint, longer.checkpoint);
  });
});

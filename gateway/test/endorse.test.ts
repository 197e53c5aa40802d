import { describe, expect, it } from '@jest/globals';
import { endorse } from '../src/ledger/endorse.js';
import {
  approval,
  endorsed,
  market,
  police,
  refused,
  scriptedProposal,
  type Script,
} from './scripted-channel.js';

const peers = [approval, police, market];
const options = { needed: 2, timeoutMs: 100 };
const run = (script: Script, asked = peers) => {
  const proposal = scriptedProposal(script);
  return { proposal, outcome: endorse(proposal, asked, options) };
};

describe('endorsing', () => {
  it('asks no more organisations than are needed', async () => {
    const { proposal, outcome } = run((peer) => endorsed(peer));
    await expect(outcome).resolves.toMatchObject({
      kind: 'endorsed',
      endorsers: [approval, police],
    });
    expect(proposal.asked).toEqual([approval.name, police.name]);
  });

  it('asks the next one where a peer is down', async () => {
    const { outcome } = run((peer) =>
      peer === police ? new Error('ECONNREFUSED') : endorsed(peer),
    );
    await expect(outcome).resolves.toMatchObject({ endorsers: [approval, market] });
  });

  it('leaves out a peer that signs something else', async () => {
    const { outcome } = run((peer) => endorsed(peer, peer === approval ? 'lie' : 'truth'));
    await expect(outcome).resolves.toMatchObject({ endorsers: [police, market] });
  });

  it('leaves out a peer whose chaincode is down', async () => {
    const down = 'error in simulation: could not launch chaincode';
    const { outcome } = run((peer) => (peer === approval ? refused(peer, down) : endorsed(peer)));
    await expect(outcome).resolves.toMatchObject({ endorsers: [police, market] });
  });

  it('does not count one organisation twice', async () => {
    const twin = { name: 'peer2-approval', mspId: approval.mspId };
    const { outcome } = run(
      (peer) => (peer === police ? new Error('down') : endorsed(peer)),
      [approval, twin, police],
    );
    await expect(outcome).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
  });

  it('believes a refusal that enough organisations give', async () => {
    const { outcome } = run((peer) => refused(peer, 'BATCH_GAP: the log ends at 3'));
    await expect(outcome).resolves.toMatchObject({
      kind: 'refused',
      refusal: { code: 'BATCH_GAP' },
    });
  });

  it('does not believe the refusal of one', async () => {
    const { outcome } = run((peer) =>
      peer === approval ? refused(peer, 'BATCH_GAP: x') : endorsed(peer),
    );
    await expect(outcome).resolves.toMatchObject({ kind: 'endorsed', endorsers: [police, market] });
  });

  it('does not believe others that are behind the own peer, however many', async () => {
    const { outcome } = run((peer) =>
      peer === approval ? endorsed(peer) : refused(peer, 'GROUP_NUMBER_SKIPPED: the next is 3'),
    );
    await expect(outcome).rejects.toMatchObject({ code: 'LEDGER_DIVERGENT' });
  });

  it.each([
    ['is down', new Error('ECONNREFUSED')],
    ['has no chaincode', refused(approval, 'error in simulation: could not launch chaincode')],
  ])('does not believe others while the own peer %s', async (_state, answer) => {
    const { outcome } = run((peer) =>
      peer === approval ? answer : refused(peer, 'BATCH_GAP: the log ends at 3'),
    );
    await expect(outcome).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
  });

  it('says so where no two agree', async () => {
    const { outcome } = run((peer) => endorsed(peer, peer.name));
    await expect(outcome).rejects.toMatchObject({ code: 'LEDGER_DIVERGENT' });
  });

  it('says so where too few answer', async () => {
    const { outcome } = run((peer) => (peer === approval ? endorsed(peer) : new Error('down')));
    await expect(outcome).rejects.toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
  });

  it.each([
    [
      'LEDGER_ACCESS_DENIED',
      '2 UNKNOWN: error validating proposal: access denied: channel [city] creator org [ApprovalMSP]',
    ],
    ['LEDGER_ACCESS_DENIED', '2 UNKNOWN: Failed evaluating policy on signed data'],
    ['LEDGER_IDENTITY_EXPIRED', '2 UNKNOWN: proposal client identity expired'],
  ])('%s where peers do not know us', async (code, message) => {
    const { outcome } = run(() => new Error(message));
    await expect(outcome).rejects.toMatchObject({ code });
  });
});

// @solana/kit against a LocalNode: node kit.mjs RPC_URL WS_URL GENESIS_HASH
import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import * as kit from '@solana/kit';
import { check, finish } from './check.mjs';

const [rpcUrl, wsUrl, genesisHash] = process.argv.slice(2);
const rpc = kit.createSolanaRpc(rpcUrl);
const rpcSubscriptions = kit.createSolanaRpcSubscriptions_UNSTABLE(wsUrl);
const payer = await kit.generateKeyPairSigner();
const receiver = (await kit.generateKeyPairSigner()).address;
const SYSTEM = '11111111111111111111111111111111';
const abort = new AbortController();
const abortSignal = abort.signal;
setMaxListeners(50, abortSignal);

/** Subscribes and listens from now on; gives a function that waits for the first notifications. */
async function follow(subscription) {
  const values = [];
  let changed = () => {};
  const notifications = await subscription.subscribe({ abortSignal });
  (async () => {
    for await (const value of notifications) {
      values.push(value);
      changed();
    }
  })().catch(error => abortSignal.aborted || console.error(error));
  return async count => {
    const deadline = setTimeout(() => changed(new Error(`${values.length} of ${count} notifications`)), 20_000);
    while (values.length < count) {
      const error = await new Promise(resolve => (changed = resolve));
      if (error) throw error;
    }
    clearTimeout(deadline);
    return values.slice(0, count);
  };
}

function transferInstruction(amount) {
  const data = new Uint8Array(12);
  const view = new DataView(data.buffer);
  view.setUint32(0, 2, true);
  view.setBigUint64(4, amount, true);
  return {
    programAddress: SYSTEM,
    accounts: [
      { address: payer.address, role: kit.AccountRole.WRITABLE_SIGNER },
      { address: receiver, role: kit.AccountRole.WRITABLE },
    ],
    data,
  };
}

async function signedTransfer(amount, version = 0) {
  const { value: latest } = await rpc.getLatestBlockhash().send();
  const message = kit.pipe(
    kit.createTransactionMessage({ version }),
    m => kit.setTransactionMessageFeePayerSigner(payer, m),
    m => kit.setTransactionMessageLifetimeUsingBlockhash(latest, m),
    m => kit.appendTransactionMessageInstructions([transferInstruction(amount)], m),
  );
  return kit.signTransactionMessageWithSigners(message);
}

await check('health, version, genesis hash, slot', async () => {
  assert.equal(await rpc.getHealth().send(), 'ok');
  assert.ok((await rpc.getVersion().send())['solana-core']);
  assert.equal(await rpc.getGenesisHash().send(), genesisHash);
  assert.equal(typeof (await rpc.getSlot().send()), 'bigint');
});

await check('airdrop', async () => {
  const airdrop = kit.airdropFactory({ rpc, rpcSubscriptions });
  await airdrop({ commitment: 'confirmed', lamports: kit.lamports(5_000_000_000n), recipientAddress: payer.address });
  assert.equal((await rpc.getBalance(payer.address, { commitment: 'confirmed' }).send()).value, 5_000_000_000n);
});

await check('slot, slots updates, root, vote, logs, program, block subscriptions', async () => {
  const slots = await follow(rpcSubscriptions.slotNotifications());
  const roots = await follow(rpcSubscriptions.rootNotifications());
  const updates = await follow(rpcSubscriptions.slotsUpdatesNotifications());
  const votes = await follow(rpcSubscriptions.voteNotifications());
  const logs = await follow(rpcSubscriptions.logsNotifications('all', { commitment: 'processed' }));
  const program = await follow(rpcSubscriptions.programNotifications(SYSTEM, { commitment: 'processed', encoding: 'base64' }));
  const blocks = await follow(rpcSubscriptions.blockNotifications('all', {
    commitment: 'confirmed', encoding: 'base64', maxSupportedTransactionVersion: 0, transactionDetails: 'full', showRewards: true,
  }));
  const [one, two] = await slots(2);
  assert.equal(two.parent, one.slot);
  assert.equal(typeof (await roots(1))[0], 'bigint');
  assert.deepEqual(new Set((await updates(12)).map(update => update.type)).has('frozen'), true);
  const [vote] = await votes(1);
  assert.ok(vote.slots.length > 0 && vote.hash.length >= 32);
  assert.ok((await logs(2)).every(entry => Array.isArray(entry.value.logs)));
  assert.equal((await program(1))[0].value.account.owner, SYSTEM);
  const [block] = await blocks(1);
  assert.equal(block.value.err, null);
  const fetched = await rpc.getBlock(block.value.slot, { encoding: 'base64', maxSupportedTransactionVersion: 0, commitment: 'confirmed' }).send();
  assert.deepEqual(fetched, block.value.block);
});

await check('sendAndConfirm, account and signature subscriptions, getTransaction', async () => {
  const account = await follow(rpcSubscriptions.accountNotifications(receiver, { commitment: 'confirmed', encoding: 'base64' }));
  const transaction = await signedTransfer(1_000_000_000n);
  const signature = kit.getSignatureFromTransaction(transaction);
  const fate = await follow(rpcSubscriptions.signatureNotifications(signature, { commitment: 'confirmed', enableReceivedNotification: true }));
  kit.assertIsTransactionWithBlockhashLifetime(transaction);
  await kit.sendAndConfirmTransactionFactory({ rpc, rpcSubscriptions })(transaction, { commitment: 'confirmed' });
  const [received, confirmed] = await fate(2);
  assert.equal(received.value, 'receivedSignature');
  assert.deepEqual(confirmed.value, { err: null });
  const [{ value }] = await account(1);
  assert.equal(value.lamports, 1_000_000_000n);
  assert.equal(value.rentEpoch, 18446744073709551615n);
  const landed = await rpc.getTransaction(signature, { encoding: 'json', maxSupportedTransactionVersion: 0, commitment: 'confirmed' }).send();
  assert.equal(landed.version, 0);
  assert.equal(landed.meta.fee, 5_000n);
  assert.equal(landed.transaction.message.instructions[0].programIdIndex, landed.transaction.message.accountKeys.indexOf(SYSTEM));
  const statuses = await rpc.getSignatureStatuses([signature]).send();
  assert.equal(statuses.value[0].slot, landed.slot);
});

await check('legacy transaction, simulation and preflight failure', async () => {
  const transaction = await signedTransfer(1n, 'legacy');
  const wire = kit.getBase64EncodedWireTransaction(transaction);
  const simulated = await rpc.simulateTransaction(wire, { encoding: 'base64', sigVerify: true }).send();
  assert.equal(simulated.value.err, null);
  const poor = kit.getBase64EncodedWireTransaction(await signedTransfer(10n ** 15n));
  await assert.rejects(
    rpc.sendTransaction(poor, { encoding: 'base64' }).send(),
    error => kit.isSolanaError(error, kit.SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE)
      && error.context.logs.some(line => line.includes('insufficient lamports')));
  await assert.rejects(
    rpc.getSlot({ minContextSlot: 10n ** 12n }).send(),
    error => kit.isSolanaError(error, kit.SOLANA_ERROR__JSON_RPC__SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED));
});

abort.abort();
finish();

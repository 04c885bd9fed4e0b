// @solana/web3.js against a LocalNode: node web3.mjs RPC_URL WS_URL GENESIS_HASH
import assert from 'node:assert/strict';
import * as web3 from '@solana/web3.js';
import bs58 from 'bs58';
import { soon, check, finish, subscriptionsMade } from './check.mjs';

const [rpcUrl, wsEndpoint, genesisHash] = process.argv.slice(2);
const connection = new web3.Connection(rpcUrl, { wsEndpoint, commitment: 'confirmed' });
const payer = web3.Keypair.generate();
const receiver = web3.Keypair.generate().publicKey;
const SYSTEM = web3.SystemProgram.programId;

await check('version, genesis hash, slot, height, epoch', async () => {
  assert.match((await connection.getVersion())['solana-core'], /^\d+\.\d+\.\d+$/);
  assert.equal(await connection.getGenesisHash(), genesisHash);
  const slot = await connection.getSlot('processed');
  assert.ok(slot >= (await connection.getSlot('finalized')));
  assert.ok((await connection.getBlockHeight()) > 0);
  const epoch = await connection.getEpochInfo();
  assert.equal(epoch.absoluteSlot, epoch.epoch * epoch.slotsInEpoch + epoch.slotIndex);
});

await check('slot, root and slot update subscriptions', async () => {
  const slots = soon(2);
  const roots = soon(1);
  const updates = soon(6);
  const ids = [
    connection.onSlotChange(slots.take),
    connection.onRootChange(roots.take),
  ];
  const updateId = connection.onSlotUpdate(updates.take);
  const [first, second] = await slots.all;
  assert.equal(second.parent, first.slot);
  assert.equal(typeof first.root, 'number');
  assert.equal(typeof (await roots.all)[0], 'number');
  const types = (await updates.all).map(update => update.type);
  assert.ok(types.includes('createdBank') && types.includes('frozen'), types.join());
  await connection.removeSlotChangeListener(ids[0]);
  await connection.removeRootChangeListener(ids[1]);
  await connection.removeSlotUpdateListener(updateId);
});

await check('airdrop and its confirmation', async () => {
  const latest = await connection.getLatestBlockhash();
  const signature = await connection.requestAirdrop(payer.publicKey, 10 * web3.LAMPORTS_PER_SOL);
  const result = await connection.confirmTransaction({ signature, ...latest }, 'confirmed');
  assert.equal(result.value.err, null);
  assert.equal(await connection.getBalance(payer.publicKey), 10 * web3.LAMPORTS_PER_SOL);
});

const transfer = (lamports, extra = []) =>
  new web3.Transaction().add(
    ...extra,
    web3.SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: receiver, lamports }));

let sent;
await check('sendTransaction, confirmation, account, logs and program subscriptions', async () => {
  const accounts = soon(1);
  const logs = soon(1);
  const all = soon(3);
  const program = soon(1);
  const ids = [
    connection.onAccountChange(receiver, (info, context) => accounts.take({ info, context }), { commitment: 'confirmed' }),
    connection.onProgramAccountChange(SYSTEM, program.take, { commitment: 'confirmed' }),
  ];
  const logIds = [
    connection.onLogs(receiver, logs.take, 'processed'),
    connection.onLogs('all', all.take, 'processed'),
  ];
  await subscriptionsMade();
  sent = await web3.sendAndConfirmTransaction(connection, transfer(1_500_000_000), [payer], { commitment: 'confirmed' });
  const [{ info, context }] = await accounts.all;
  assert.equal(info.lamports, 1_500_000_000);
  assert.equal(info.owner.toBase58(), SYSTEM.toBase58());
  assert.ok(context.slot > 0);
  const [line] = await logs.all;
  assert.equal(line.signature, sent);
  assert.equal(line.err, null);
  assert.deepEqual(line.logs, [`Program ${SYSTEM} invoke [1]`, `Program ${SYSTEM} success`]);
  assert.equal((await all.all).every(entry => Array.isArray(entry.logs)), true);
  assert.ok((await program.all)[0].accountId instanceof web3.PublicKey);
  for (const id of ids) await connection.removeAccountChangeListener(id).catch(() => connection.removeProgramAccountChangeListener(id));
  for (const id of logIds) await connection.removeOnLogsListener(id);
});

await check('signature subscription', async () => {
  const done = soon(1);
  const latest = await connection.getLatestBlockhash();
  const transaction = transfer(1_000_000);
  Object.assign(transaction, { recentBlockhash: latest.blockhash, feePayer: payer.publicKey });
  transaction.sign(payer);
  const raw = transaction.serialize();
  const signature = bs58.encode(transaction.signature);
  connection.onSignature(signature, (result, context) => done.take({ result, context }), 'confirmed');
  await subscriptionsMade();
  assert.equal(await connection.sendRawTransaction(raw), signature);
  const [{ result, context }] = await done.all;
  assert.equal(result.err, null);
  const status = (await connection.getSignatureStatuses([signature])).value[0];
  assert.equal(status.slot, context.slot);
  assert.ok(['confirmed', 'finalized'].includes(status.confirmationStatus));
});

await check('getTransaction, getParsedTransaction, getBlock, getSignaturesForAddress', async () => {
  const options = { maxSupportedTransactionVersion: 0 };
  const transaction = await connection.getTransaction(sent, options);
  assert.equal(transaction.transaction.signatures[0], sent);
  assert.equal(transaction.meta.fee, 5_000);
  assert.equal(transaction.meta.err, null);
  assert.equal(transaction.transaction.message.staticAccountKeys[0].toBase58(), payer.publicKey.toBase58());
  const parsed = await connection.getParsedTransaction(sent, options);
  assert.deepEqual(parsed.transaction.message.accountKeys.slice(0, 2).map(key => [key.signer, key.writable]), [[true, true], [false, true]]);
  const block = await connection.getBlock(transaction.slot, options);
  const inBlock = block.transactions.find(entry => entry.transaction.signatures[0] === sent);
  assert.deepEqual(inBlock.meta, transaction.meta);
  const signatures = await connection.getBlockSignatures(transaction.slot);
  assert.deepEqual(signatures.signatures, block.transactions.map(entry => entry.transaction.signatures[0]));
  assert.deepEqual(await connection.getBlocks(transaction.slot, transaction.slot), [transaction.slot]);
  const history = await connection.getSignaturesForAddress(receiver);
  assert.equal(history.at(-1).signature, sent);
  assert.equal(history.at(-1).slot, transaction.slot);
  assert.deepEqual((await connection.getSignaturesForAddress(receiver, { before: history[0].signature, limit: 1 })).map(entry => entry.signature), [history[1].signature]);
});

await check('version 0 transaction, fee, simulation', async () => {
  const latest = await connection.getLatestBlockhash();
  const message = new web3.TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: latest.blockhash,
    instructions: [
      web3.ComputeBudgetProgram.setComputeUnitLimit({ units: 1_000 }),
      web3.ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 2_000_000 }),
      web3.SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: receiver, lamports: 7 }),
    ],
  }).compileToV0Message();
  assert.equal((await connection.getFeeForMessage(message)).value, 7_000);
  const transaction = new web3.VersionedTransaction(message);
  const unsigned = await connection.simulateTransaction(transaction, {
    sigVerify: false,
    replaceRecentBlockhash: true,
    accounts: { encoding: 'base64', addresses: [receiver.toBase58()] },
  });
  assert.equal(unsigned.value.err, null);
  assert.ok(unsigned.value.unitsConsumed > 0);
  const before = await connection.getBalance(receiver);
  assert.equal(unsigned.value.accounts[0].lamports, before + 7);
  transaction.sign([payer]);
  const signature = await connection.sendTransaction(transaction);
  await connection.confirmTransaction({ signature, ...latest });
  assert.equal(await connection.getBalance(receiver), before + 7);
  assert.equal((await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 })).version, 0);
  await assert.rejects(connection.getTransaction(signature), /-32015|Transaction version/);
});

await check('preflight failures come with their logs', async () => {
  await assert.rejects(
    web3.sendAndConfirmTransaction(connection, transfer(1e15), [payer]),
    error => error instanceof web3.SendTransactionError && error.logs.some(line => line.includes('insufficient lamports')));
  const stale = transfer(1);
  Object.assign(stale, { recentBlockhash: web3.Keypair.generate().publicKey.toBase58(), feePayer: payer.publicKey });
  stale.sign(payer);
  await assert.rejects(connection.sendRawTransaction(stale.serialize()), /Blockhash not found/);
});

await check('accounts: single, many, by program, by owner', async () => {
  const clock = await connection.getAccountInfo(web3.SYSVAR_CLOCK_PUBKEY);
  assert.equal(clock.data.length, 40);
  const many = await connection.getMultipleAccountsInfo([payer.publicKey, web3.Keypair.generate().publicKey]);
  assert.equal(many[0].executable, false);
  assert.equal(many[1], null);
  const token = new web3.PublicKey('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
  const tokens = await connection.getProgramAccounts(token, { filters: [{ dataSize: 165 }], dataSlice: { offset: 32, length: 32 } });
  assert.ok(tokens.length > 0);
  assert.equal(tokens[0].account.data.length, 32);
  const owner = new web3.PublicKey(tokens[0].account.data);
  const owned = await connection.getTokenAccountsByOwner(owner, { programId: token });
  assert.ok(owned.value.some(entry => entry.pubkey.equals(tokens[0].pubkey)));
  const sameOwner = await connection.getProgramAccounts(token, {
    filters: [{ dataSize: 165 }, { memcmp: { offset: 32, bytes: owner.toBase58() } }],
  });
  assert.equal(sameOwner.length, owned.value.length);
  assert.equal(await connection.getMinimumBalanceForRentExemption(165), 2_039_280);
  assert.ok(Array.isArray(await connection.getRecentPrioritizationFees()));
});

finish();

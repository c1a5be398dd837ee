// Google's Node client against a server that runs: FIRESTORE_EMULATOR_HOST=127.0.0.1:8080 node smoke.mjs
// It needs `npm install @google-cloud/firestore` in this or an outer folder. Ends with 0 when all is as it should be.
import assert from 'node:assert/strict';
import {AggregateField, FieldValue, Firestore} from '@google-cloud/firestore';

assert.ok(process.env.FIRESTORE_EMULATOR_HOST, 'FIRESTORE_EMULATOR_HOST names the server');
const firestore = new Firestore({projectId: `test-node-${process.pid}`});
const users = firestore.collection('users');

async function setAndGet() {
  await users.doc('ada').set({name: 'Ada', born: 1815, tags: ['math']});
  await users.doc('ada').update({born: FieldValue.increment(1), tags: FieldValue.arrayUnion('code'), seen: FieldValue.serverTimestamp()});
  const ada = await users.doc('ada').get();
  assert.equal(ada.get('born'), 1816);
  assert.deepEqual(ada.get('tags'), ['math', 'code']);
  assert.equal((await users.doc('nobody').get()).exists, false);
  await assert.rejects(users.doc('ada').create({}), {code: 6});
}

async function transaction() {
  await Promise.all([...Array(5)].map(() => firestore.runTransaction(async t => {
    const ada = await t.get(users.doc('ada'));
    t.update(ada.ref, {born: ada.get('born') + 1});
  })));
  assert.equal((await users.doc('ada').get()).get('born'), 1821);
}

async function snapshots() {
  const seen = [];
  const heard = Promise.withResolvers ? Promise.withResolvers() : deferred();
  const stop = users.where('born', '>', 1900).onSnapshot(snapshot => {
    seen.push(snapshot.docs.map(document => document.id));
    if (seen.length === 3) heard.resolve();
  }, heard.reject);
  while (seen.length < 1) await new Promise(resolve => setTimeout(resolve, 5));
  await users.doc('grace').set({name: 'Grace', born: 1906});
  while (seen.length < 2) await new Promise(resolve => setTimeout(resolve, 5));
  await users.doc('grace').delete();
  await heard.promise;
  stop();
  assert.deepEqual(seen, [[], ['grace'], []]);
}

function deferred() {
  const one = {};
  one.promise = new Promise((resolve, reject) => Object.assign(one, {resolve, reject}));
  return one;
}

async function bulkAndQueries() {
  const writer = firestore.bulkWriter();
  for (let i = 0; i < 300; i++) {
    writer.set(firestore.doc(`shops/${i % 3}/orders/${String(i).padStart(3, '0')}`), {number: i, even: i % 2 === 0});
  }
  await writer.close();
  const orders = firestore.collectionGroup('orders');
  assert.equal((await orders.get()).size, 300);
  const page = await orders.where('even', '==', true).where('number', '>=', 100).orderBy('number').limit(3).get();
  assert.deepEqual(page.docs.map(document => document.get('number')), [100, 102, 104]);
  const last = await firestore.collection('shops/0/orders').orderBy('number').limitToLast(2).select('number').get();
  assert.deepEqual(last.docs.map(document => document.data()), [{number: 294}, {number: 297}]);
  const totals = await orders.aggregate({all: AggregateField.count(), sum: AggregateField.sum('number'), mean: AggregateField.average('number')}).get();
  assert.deepEqual(totals.data(), {all: 300, sum: 44850, mean: 149.5});
  let parts = 0;
  let found = 0;
  for await (const part of orders.getPartitions(4)) {
    parts++;
    found += (await part.toQuery().get()).size;
  }
  assert.equal(found, 300);
  assert.ok(parts > 1, `${parts} partitions`);
  assert.deepEqual((await firestore.listCollections()).map(collection => collection.id), ['shops', 'users']);
  const missing = await firestore.collection('shops').listDocuments();
  assert.deepEqual(missing.map(document => document.id), ['0', '1', '2']);
  await firestore.recursiveDelete(firestore.collection('shops'));
  assert.equal((await orders.get()).size, 0);
}

for (const part of [setAndGet, transaction, snapshots, bulkAndQueries]) {
  await part();
  console.error(`ok ${part.name}`);
}
await firestore.terminate();

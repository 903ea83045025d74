// The checks, in the order of the page's steps, and what the page says of them.

const block = id => JSON.parse(document.getElementById(id)?.textContent ?? 'null');
const steps = document.querySelector('[data-steps]');
const button = document.querySelector('[data-verify]');
const verdict = document.querySelector('[data-verdict]');

// RFC 9162 §2.1.3.2, keeping what is computed on the way; null for a path that leads nowhere.
const climb = async (leaf, index, size, path) => {
  let [node, last, computed] = [index, size - 1n, leaf];
  if (node > last) return null;
  const taken = [];
  for (const sibling of path) {
    if (last === 0n) return null;
    const isLeft = Boolean(node & 1n) || node === last;
    taken.push({ computed, sibling, isLeft });
    computed = isLeft
      ? await sha256(Uint8Array.of(1), sibling, computed)
      : await sha256(Uint8Array.of(1), computed, sibling);
    while (isLeft && !(node & 1n) && node) {
      node >>= 1n;
      last >>= 1n;
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? { steps: taken, root: computed } : null;
};

// Everything that the checks work on, read anew for each run.
const read = () => {
  const proof = block('proof');
  const split = proof.checkpoint.indexOf('\n\n') + 1;
  const body = proof.checkpoint.slice(0, split);
  const [origin, size, root] = body.split('\n');
  return {
    proof, body, origin, size: BigInt(size), root: unBase64(root), words: block('opening'),
    signatures: proof.checkpoint.slice(split + 1).split('\n'),
    entry: readEntry(unBase64(proof.entry)),
  };
};

// Each check gives whether it holds (null: this browser cannot tell) and a sentence.
const checks = {
  async leaf(run) {
    run.leaf = await sha256(Uint8Array.of(0), run.entry.bytes);
    const count = run.entry.bytes.length;
    return [true, counted(count, 'byte hashes', 'bytes hash') + ' to the leaf above'];
  },

  async path(run) {
    const { proof, size } = run;
    run.climb = await climb(run.leaf, BigInt(proof.index), size, proof.path.map(unBase64));
    const count = proof.path.length;
    return [
      run.climb !== null && same(run.climb.root, run.root),
      counted(count, 'hash leads', 'hashes lead') + ' from entry ' + grouped(proof.index) +
        ' to the root of ' + grouped(size) + ' entries',
    ];
  },

  async log({ proof, origin, body, signatures }) {
    const id = (await sha256(utf8(proof.keyName), Uint8Array.of(10, 1), unBase64(proof.key)))
      .slice(0, 4);
    const line = signatures.find(text => {
      const [, name, data] = text.split(' ');
      return text.startsWith('\u2014 ') && name === proof.keyName && data &&
        same(unBase64(data).slice(0, 4), id);
    });
    if (!line || origin !== proof.keyName || hex(id) !== proof.keyId) return [false, ''];
    let key;
    try {
      key = await crypto.subtle.importKey('raw', unBase64(proof.key), 'Ed25519', false, ['verify']);
    } catch {
      return [null, 'not checked: this browser has no Ed25519; use the command below'];
    }
    const signature = unBase64(line.split(' ')[2]).slice(4);
    return [
      await crypto.subtle.verify('Ed25519', key, signature, utf8(body)),
      'the signature of ' + proof.keyName + ' holds, by the key in this page',
    ];
  },

  async payer({ proof, entry: { answer } }) {
    const digest = await orderDigest(answer, keyText(proof));
    const account = signer(digest, answer.signature);
    return [
      account !== null && same(account, answer.payer) && answer.fee <= answer.maximumFee,
      'signed by ' + addressText(answer.payer) + ', for at most ' + digitsOf(answer.maximumFee),
    ];
  },

  async words({ words, entry: { answer } }) {
    const opens = async (tag, salt, text) => tagged(tag, unHex(salt), utf8(text));
    const request = await opens('openledger/request/v1', words.requestSalt, words.question);
    const reply = await opens('openledger/answer/v1', words.answerSalt, words.answer);
    return [
      same(request, answer.requestCommitment) && same(reply, answer.answerCommitment),
      'with their salts they open the two commitments in the entry',
    ];
  },

  async fee({ entry: { answer } }) {
    return [
      answer.isWhole && sum(feeParts(answer)) === answer.fee && sum(answer.shares) === 10000n,
      'six parts, recomputed from the bytes, to the last unit',
    ];
  },

  async amounts({ entry: { answer } }) {
    return [
      isDivided(answer),
      counted(answer.lines.length, 'share') + ' and the rest recomputed from the weights',
    ];
  },

  async settlement({ entry: { answer } }) {
    const [paid, held] = ['paid', 'held'].map(field => sum(answer.lines.map(line => line[field])));
    return [
      answer.lines.every(isSettled),
      grouped(paid) + ' paid + ' + grouped(held) + ' held + ' + grouped(answer.unattributedAmount) +
        ' to the pool, in units of 0.000\u202f000\u202f001',
    ];
  },

  async page(run) {
    const { proof, entry, size, leaf } = run;
    const shown = new Shown();
    showPanel(shown, proof, size, leaf, entry.seconds);
    if (location.pathname.startsWith('/receipts/')) {
      showReceipt(shown, proof, entry);
      showPlace(shown, proof, size, run.climb, leaf);
      if (entry.answer) shown.marks.set('fields', { rows: parsedRows(fieldRows(entry)) });
    }
    if (entry.answer) {
      showAnswer(shown, proof.index, entry);
      showWeights(shown, entry.answer);
      showFee(shown, entry.answer);
    }
    if (run.words) showQuestion(shown, run.words);
    const mark = shown.difference();
    const isPlaced = !entry.answer || areInPlace(entry.answer);
    return [
      mark === null && isPlaced,
      mark === null && isPlaced
        ? counted(shown.marks.size, 'text, amount or bar', 'texts, amounts and bars') + ' compared'
        : 'the page shows something else than the bytes say: ' + (mark ?? 'a row’s account'),
    ];
  },
};

// The steps that a page with this entry has to have.
const wanted = ({ entry, words }) => [
  'leaf', 'path', 'log',
  ...(entry.answer ? ['payer', ...(words ? ['words'] : []), 'fee', 'amounts', 'settlement'] : []),
  'page',
];

const detail = item => item.querySelector('.check-detail');
const mark = (item, name, sign, sentence) => {
  item.className = name;
  item.querySelector('.check-mark').textContent = sign;
  detail(item).textContent = sentence;
};

const show = (item, result, sentence) => {
  if (result === null) mark(item, 'unchecked', '\u2013', sentence);
  else if (result) mark(item, 'good', '\u2713', sentence);
  else mark(item, 'bad', '\u2717', sentence || 'this does not hold');
};

// The verdict names what nobody checked, in the same breath.
const conclude = (items, good, unknown) => {
  if (good + unknown < items.length) {
    return good + ' of ' + items.length + ' checks passed. Do not rely on this page.';
  }
  const open = [...document.querySelectorAll('[data-unchecked] b')]
    .map(name => collapsed(name.textContent));
  return (unknown ? good + ' of ' : 'All ') + items.length + ' checks passed in this browser. ' +
    'Not checked here: ' + open.join('; ') + '.';
};

const verify = async first => {
  const items = [...steps.children];
  items.forEach((item, i) => mark(item, '', '', first[i]));
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let [good, unknown, run] = [0, 0, null];
  try {
    run = read();
    if (items.map(item => item.dataset.check).join() !== wanted(run).join()) run = null;
  } catch { /* What is no receipt passes no check. */ }
  for (const item of items) {
    if (!isCalm) await new Promise(done => setTimeout(done, 180));
    let [result, sentence] = [false, ''];
    try {
      if (run) [result, sentence] = await checks[item.dataset.check](run);
    } catch { /* Bytes that are not those of a receipt: the check does not hold. */ }
    show(item, result, sentence);
    if (result === null) unknown++;
    else if (result) good++;
    else break;
  }
  verdict.textContent = conclude(items, good, unknown);
  verdict.className = good + unknown === items.length ? 'small' : 'small color-bad';
};

if (steps && button && verdict && globalThis.crypto?.subtle) {
  const first = [...steps.children].map(item => detail(item).textContent);
  button.hidden = false;
  button.addEventListener('click', async () => {
    button.disabled = true;
    await verify(first);
    button.textContent = 'Verify again';
    button.disabled = false;
  });
}

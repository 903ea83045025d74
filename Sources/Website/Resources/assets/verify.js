// Checks the receipt in this page from its bytes, in the browser: no library, no network.
//
// The fields of an answer are those of docs/formats/ledger-entry.md, in both layouts of the entry.
// All money is BigInt.
(() => {
  const source = document.getElementById('proof');
  const steps = document.querySelector('[data-steps]');
  const button = document.querySelector('[data-verify]');
  const verdict = document.querySelector('[data-verdict]');
  if (!source || !steps || !button || !verdict || !globalThis.crypto || !crypto.subtle) return;

  const proof = JSON.parse(source.textContent);

  // Bytes and words

  const unBase64 = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const hash = async (...parts) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()));
  const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
  const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
  const sum = numbers => numbers.reduce((a, b) => a + b, 0n);
  const grouped = n => String(n).replace(/\B(?=(\d{3})+$)/g, '\u202f');
  const plural = (n, one, many) => grouped(n) + ' ' + (n === 1 ? one : many);
  const shown = element => BigInt(element.getAttribute('value'));

  const entry = unBase64(proof.entry);
  const split = proof.checkpoint.indexOf('\n\n') + 1;
  const body = proof.checkpoint.slice(0, split);
  const signatures = proof.checkpoint.slice(split + 1).split('\n');
  const [origin, sizeText, rootText] = body.split('\n');

  // The entry of an answer

  const BILLION = 1000000000n;
  const ANSWER = 13;

  class Reader {
    constructor(bytes) {
      this.view = new DataView(bytes.buffer);
      this.at = 0;
    }
    skip(count) { this.at += count; }
    u8() { return this.view.getUint8(this.at++); }
    u16() { this.at += 2; return BigInt(this.view.getUint16(this.at - 2)); }
    u32() { this.at += 4; return BigInt(this.view.getUint32(this.at - 4)); }
    u64() { this.at += 8; return this.view.getBigUint64(this.at - 8); }
    many(count, read) { return Array.from({ length: count }, () => read(this)); }
  }

  const readAnswer = () => {
    const reader = new Reader(entry);
    const layout = reader.u8();
    const type = reader.u8();
    reader.skip(8); // timestampSeconds
    const disclosure = reader.u8();
    reader.skip(8 + 20 + 16); // deploy, payer, idempotencyId
    const fee = reader.u64();
    const maximum = reader.u64();
    reader.skip(32 + 32); // requestCommitment, answerCommitment
    const shares = reader.many(6, r => r.u16());
    const methodCount = layout === 1 ? 1 : reader.u8();
    reader.skip(methodCount * (2 + 2 + 32)); // method, version, indexDigest
    reader.skip(1 + 3 * 20 + 8); // grade, makerAccount, nodeAccount, baseModelAccount, datanet
    const lines = reader.many(reader.u8(), r => readLine(r, layout));
    const rest = reader.u32();
    const restAmount = reader.u64();
    reader.skip(65); // signature
    const isWhole = reader.at === entry.length && (layout === 1 || layout === 2) &&
      type === ANSWER && disclosure === 0;
    return { fee, maximum, shares, lines, rest, restAmount, isWhole };
  };

  const readLine = (reader, layout) => {
    // row; or datanet, subject, number, evidence
    reader.skip(layout === 1 ? 4 : 8 + 1 + 4 + 1);
    reader.skip(20); // account
    return {
      weight: reader.u32(), lower: reader.u32(), amount: reader.u64(), paid: reader.u64(),
      held: reader.u64(), reason: reader.u8(),
    };
  };

  // Largest remainder; equal remainders go to the lower position.
  const apportion = (total, weights) => {
    const whole = sum(weights);
    if (whole === 0n) return weights.map(() => 0n);
    const parts = weights.map(w => total * w / whole);
    const order = weights.map((w, i) => [total * w % whole, i])
      .sort((a, b) => a[0] === b[0] ? a[1] - b[1] : a[0] > b[0] ? -1 : 1);
    let left = total - sum(parts);
    for (const [, i] of order) {
      if (left-- <= 0n) break;
      parts[i]++;
    }
    return parts;
  };

  // The checks, in the order of the page's steps. Each gives whether it holds (null: this browser
  // cannot tell) and a sentence.

  let leaf;
  const checkLeaf = async () => {
    leaf = await hash(Uint8Array.of(0), entry);
    const stated = document.getElementById('leaf');
    return [
      stated !== null && stated.title === hex(leaf),
      plural(entry.length, 'byte hashes', 'bytes hash') + ' to the leaf above',
    ];
  };

  // RFC 9162 §2.1.3.2.
  const checkPath = async () => {
    const size = BigInt(sizeText);
    let node = BigInt(proof.index);
    let last = size - 1n;
    let computed = leaf;
    if (node > last) return [false, 'the index lies outside the tree'];
    for (const sibling of proof.path.map(unBase64)) {
      if (last === 0n) return [false, 'the path is too long'];
      if (node & 1n || node === last) {
        computed = await hash(Uint8Array.of(1), sibling, computed);
        while (!(node & 1n) && node) {
          node >>= 1n;
          last >>= 1n;
        }
      } else {
        computed = await hash(Uint8Array.of(1), computed, sibling);
      }
      node >>= 1n;
      last >>= 1n;
    }
    return [
      last === 0n && same(computed, unBase64(rootText)),
      plural(proof.path.length, 'hash leads', 'hashes lead') + ' from entry ' +
        grouped(proof.index) + ' to the root of ' + grouped(size) + ' entries',
    ];
  };

  const checkSignature = async () => {
    const line = signatures.find(text => {
      const [, name, data] = text.split(' ');
      return text.startsWith('\u2014 ') && name === proof.keyName && data &&
        hex(unBase64(data).slice(0, 4)) === proof.keyId;
    });
    if (!line || origin !== proof.keyName) return [false, 'no signature of ' + proof.keyName];
    let key;
    try {
      key = await crypto.subtle.importKey('raw', unBase64(proof.key), 'Ed25519', false, ['verify']);
    } catch {
      return [null, 'not checked: this browser has no Ed25519; use the command below'];
    }
    const signature = unBase64(line.split(' ')[2]).slice(4);
    return [
      await crypto.subtle.verify('Ed25519', key, signature, new TextEncoder().encode(body)),
      'the signature of ' + proof.keyName + ' holds, by the key in this page',
    ];
  };

  const checkFee = async () => {
    const answer = readAnswer();
    const parts = apportion(answer.fee, answer.shares);
    const rows = [...document.querySelectorAll('#fee-lines [data-part]')];
    const areShown = rows.length === 6 && rows.every(row =>
      shown(row.querySelector('data')) === parts[Number(row.dataset.part)]);
    const total = shown(document.querySelector('#fee-lines [data-fee] data'));
    return [
      areShown && total === answer.fee && answer.fee <= answer.maximum && answer.isWhole &&
        sum(answer.shares) === 10000n,
      'six lines recomputed from the bytes: equal to those above, to the last unit',
    ];
  };

  const checkAmounts = async () => {
    const answer = readAnswer();
    const contributors = apportion(answer.fee, answer.shares)[0];
    const weights = [...answer.lines.map(line => line.weight), answer.rest];
    const parts = apportion(contributors, weights);
    return [
      sum(weights) === BILLION && answer.lines.every((line, i) => line.amount === parts[i]) &&
        answer.restAmount === parts[answer.lines.length],
      plural(answer.lines.length, 'share', 'shares') + ' and the rest recomputed from the weights',
    ];
  };

  const UNCERTAIN = 1; // Higher reasons hold the whole amount.

  const isSettled = line => {
    const isWhollyHeld = line.reason > UNCERTAIN || line.weight === 0n;
    const due = isWhollyHeld ? 0n : line.amount * line.lower / line.weight;
    const reason = line.reason > UNCERTAIN ? line.reason : due < line.amount ? UNCERTAIN : 0;
    return line.lower <= line.weight && line.paid === due && line.held === line.amount - due &&
      line.reason === reason;
  };

  // Whether the page shows of a line what its bytes say, as far as it shows it.
  const isShown = (line, position) => {
    const row = document.getElementById('line-' + position);
    if (!row) return true;
    const [paid, held] = [...row.querySelectorAll('data')].map(shown);
    return paid === line.paid && (held ?? 0n) === line.held;
  };

  const checkSettlement = async () => {
    const answer = readAnswer();
    const paid = sum(answer.lines.map(line => line.paid));
    const held = sum(answer.lines.map(line => line.held));
    return [
      answer.lines.every((line, i) => isSettled(line) && isShown(line, i)),
      grouped(paid) + ' paid + ' + grouped(held) + ' held + ' + grouped(answer.restAmount) +
        ' to the pool, in units of 0.000\u202f000\u202f001',
    ];
  };

  // The page

  const checks = [checkLeaf, checkPath, checkSignature, checkFee, checkAmounts, checkSettlement];
  const items = [...steps.children];
  const detail = item => item.querySelector('.check-detail');
  const first = items.map(item => detail(item).textContent);

  const mark = (item, name, sign, sentence) => {
    item.className = name;
    item.querySelector('.check-mark').textContent = sign;
    detail(item).textContent = sentence;
  };

  const show = (item, result, sentence) => {
    if (result === null) mark(item, 'unchecked', '\u2013', sentence);
    else if (result) mark(item, 'good', '\u2713', sentence);
    else mark(item, 'bad', '\u2717', 'this does not hold');
  };

  const conclude = (good, unknown) => {
    const open = document.querySelectorAll('[data-unchecked] > li').length;
    if (good === items.length) {
      return 'All ' + good + ' checks passed in this browser. ' +
        plural(open, 'thing was', 'things were') + ' not checked.';
    }
    const passed = good + ' of ' + items.length + ' checks passed';
    return good + unknown === items.length
      ? passed + '; this browser could not make the others.'
      : passed + '. Do not rely on this receipt.';
  };

  const run = async () => {
    button.disabled = true;
    items.forEach((item, i) => mark(item, '', '', first[i]));
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    let good = 0;
    let unknown = 0;
    for (const [i, item] of items.entries()) {
      if (!isCalm) await new Promise(done => setTimeout(done, 180));
      let result = false;
      let sentence = '';
      try {
        [result, sentence] = await checks[i]();
      } catch { /* Bytes that are not those of a receipt: the check does not hold. */ }
      show(item, result, sentence);
      if (result === null) unknown++;
      else if (result) good++;
      else break;
    }
    verdict.textContent = conclude(good, unknown);
    verdict.className = good + unknown === items.length ? 'small' : 'small color-bad';
    button.textContent = 'Verify again';
    button.disabled = false;
  };

  button.hidden = false;
  button.addEventListener('click', run);
})();

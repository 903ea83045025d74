// Checks the receipt in this page from its bytes, in the browser: no library, no network.
// Offsets are those of docs/formats/ledger-entry.md; all money is BigInt.
(() => {
  const source = document.getElementById('proof');
  const steps = document.querySelector('[data-steps]');
  const button = document.querySelector('[data-verify]');
  const verdict = document.querySelector('[data-verdict]');
  if (!source || !steps || !button || !verdict || !globalThis.crypto || !crypto.subtle) return;

  const proof = JSON.parse(source.textContent);
  const BILLION = 1000000000n;
  const unBase64 = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const hash = async (...parts) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()));
  const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
  const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
  const grouped = n => String(n).replace(/\B(?=(\d{3})+$)/g, '\u202f');
  const plural = (n, one, many) => grouped(n) + ' ' + (n === 1 ? one : many);
  const shown = element => BigInt(element.getAttribute('value'));

  const entry = unBase64(proof.entry);
  const view = new DataView(entry.buffer);
  const split = proof.checkpoint.indexOf('\n\n') + 1;
  const body = proof.checkpoint.slice(0, split);
  const signatures = proof.checkpoint.slice(split + 1).split('\n');
  const [origin, sizeText, rootText] = body.split('\n');

  // Largest remainder; equal remainders go to the lower position.
  const apportion = (total, weights) => {
    const whole = weights.reduce((a, b) => a + b, 0n);
    if (whole === 0n) return weights.map(() => 0n);
    const parts = weights.map(w => total * w / whole);
    const order = weights.map((w, i) => [total * w % whole, i])
      .sort((a, b) => a[0] === b[0] ? a[1] - b[1] : a[0] > b[0] ? -1 : 1);
    let left = total - parts.reduce((a, b) => a + b, 0n);
    for (const [, i] of order) { if (left-- <= 0n) break; parts[i]++; }
    return parts;
  };

  const answer = () => {
    const shares = Array.from({ length: 6 }, (_, i) => BigInt(view.getUint16(135 + 2 * i)));
    const count = entry[252];
    const lines = Array.from({ length: count }, (_, i) => {
      const at = 253 + 57 * i;
      return {
        row: view.getUint32(at), weight: BigInt(view.getUint32(at + 24)),
        lower: BigInt(view.getUint32(at + 28)), amount: view.getBigUint64(at + 32),
        paid: view.getBigUint64(at + 40), held: view.getBigUint64(at + 48), reason: entry[at + 56],
      };
    });
    const end = 253 + 57 * count;
    return {
      fee: view.getBigUint64(55), maximum: view.getBigUint64(63), shares, lines,
      rest: BigInt(view.getUint32(end)), restAmount: view.getBigUint64(end + 4),
      isWhole: entry.length === end + 77 && entry[0] === 1 && entry[1] === 13 && entry[10] === 0,
    };
  };

  let leaf;
  const checkLeaf = async () => {
    leaf = await hash(Uint8Array.of(0), entry);
    const stated = document.querySelector('#receipt .hx');
    return [stated && stated.title === hex(leaf),
      plural(entry.length, 'byte hashes', 'bytes hash') + ' to the leaf above'];
  };

  // RFC 9162 §2.1.3.2.
  const checkPath = async () => {
    const size = BigInt(sizeText);
    let node = BigInt(proof.index), last = size - 1n, at = leaf;
    if (node > last) return [false, 'the index lies outside the tree'];
    for (const sibling of proof.path.map(unBase64)) {
      if (last === 0n) return [false, 'the path is too long'];
      if (node & 1n || node === last) {
        at = await hash(Uint8Array.of(1), sibling, at);
        while (!(node & 1n) && node) { node >>= 1n; last >>= 1n; }
      } else at = await hash(Uint8Array.of(1), at, sibling);
      node >>= 1n; last >>= 1n;
    }
    return [last === 0n && same(at, unBase64(rootText)),
      plural(proof.path.length, 'hash leads', 'hashes lead') + ' from entry ' +
      grouped(proof.index) + ' to the root of ' + grouped(size) + ' entries'];
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
    } catch { return [null, 'not checked: this browser has no Ed25519; use the command below']; }
    const signature = unBase64(line.split(' ')[2]).slice(4);
    return [await crypto.subtle.verify('Ed25519', key, signature, new TextEncoder().encode(body)),
      'the signature of ' + proof.keyName + ' holds, by the key in this page'];
  };

  const checkFee = async () => {
    const a = answer(), parts = apportion(a.fee, a.shares);
    const rows = [...document.querySelectorAll('#fee-lines [data-part]')];
    const right = rows.length === 6 && rows.every(row =>
      shown(row.querySelector('data')) === parts[Number(row.dataset.part)]);
    const total = shown(document.querySelector('#fee-lines [data-fee] data'));
    return [right && total === a.fee && a.fee <= a.maximum && a.isWhole &&
      a.shares.reduce((x, y) => x + y, 0n) === 10000n,
    'six lines recomputed from the bytes: equal to those above, to the last unit'];
  };

  const checkAmounts = async () => {
    const a = answer(), pot = apportion(a.fee, a.shares)[0];
    const weights = [...a.lines.map(l => l.weight), a.rest];
    const parts = apportion(pot, weights);
    return [weights.reduce((x, y) => x + y, 0n) === BILLION &&
      a.lines.every((l, i) => l.amount === parts[i]) && a.restAmount === parts[a.lines.length],
    plural(a.lines.length, 'share', 'shares') + ' and the rest recomputed from the weights'];
  };

  const checkSettlement = async () => {
    const a = answer();
    let paid = 0n, held = 0n;
    const right = a.lines.every(l => {
      const whole = l.reason >= 2 || l.weight === 0n;
      const due = whole ? 0n : l.amount * l.lower / l.weight;
      const reason = l.reason >= 2 ? l.reason : due < l.amount ? 1 : 0;
      paid += l.paid; held += l.held;
      return l.lower <= l.weight && l.paid === due && l.held === l.amount - due &&
        l.reason === reason && isShown(l);
    });
    return [right, grouped(paid) + ' paid + ' + grouped(held) + ' held + ' +
      grouped(a.restAmount) + ' to the pool, in units of 0.000\u202f000\u202f001'];
  };

  // Whether the page shows of a line what its bytes say, as far as it shows it.
  const isShown = line => {
    const row = document.getElementById('w' + line.row);
    if (!row) return true;
    const [paid, held] = [...row.querySelectorAll('data')].map(shown);
    return paid === line.paid && (held ?? 0n) === line.held;
  };

  const checks = [checkLeaf, checkPath, checkSignature, checkFee, checkAmounts, checkSettlement];
  const items = [...steps.children];
  const first = items.map(item => item.querySelector('.d').textContent);

  const mark = (item, result, sentence) => {
    item.className = result === null ? 'not' : result ? 'ok' : 'bad';
    item.querySelector('.i').textContent = result === null ? '\u2013' : result ? '\u2713' : '\u2717';
    item.querySelector('.d').textContent = sentence;
  };

  const conclude = (good, unknown) => {
    const open = document.querySelectorAll('#receipt .vs .wa, #receipt ul.vs .not').length;
    if (good === items.length) return 'All ' + good + ' checks passed in this browser. ' +
      plural(open, 'thing was', 'things were') + ' not checked.';
    if (good + unknown === items.length) return good + ' of ' + items.length +
      ' checks passed; this browser could not make the others.';
    return good + ' of ' + items.length + ' checks passed. Do not rely on this receipt.';
  };

  const run = async () => {
    button.disabled = true;
    items.forEach((item, i) => {
      item.className = ''; item.querySelector('.i').textContent = '';
      item.querySelector('.d').textContent = first[i];
    });
    const calm = matchMedia('(prefers-reduced-motion:reduce)').matches;
    let good = 0, unknown = 0;
    for (const [i, item] of items.entries()) {
      if (!calm) await new Promise(done => setTimeout(done, 180));
      let result = false, sentence = 'the bytes are not those of a receipt';
      try { [result, sentence] = await checks[i](); } catch { /* stays a failure */ }
      if (result !== null) result = Boolean(result);
      mark(item, result, result === false ? 'this does not hold' : sentence);
      if (result) good++; else if (result === null) unknown++; else break;
    }
    verdict.textContent = conclude(good, unknown);
    verdict.className = good + unknown === items.length ? 's' : 's c-bad';
    button.textContent = 'Verify again';
    button.disabled = false;
  };

  button.hidden = false;
  button.addEventListener('click', run);
})();

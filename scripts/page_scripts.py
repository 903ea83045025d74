"""What the page checks run inside a page."""

# Opens everything that is folded.
UNFOLD = "document.querySelectorAll('details').forEach(details => { details.open = true; })"

# The widest element beyond the window's right edge; null where the page fits.
OVERFLOW = """(() => {
  const page = document.documentElement;
  if (page.scrollWidth <= innerWidth) return null;
  const wide = [...document.body.querySelectorAll('*')].filter(element => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > innerWidth + 0.5 &&
      !element.parentElement.closest('.table-scroll, pre, nav');
  });
  const names = wide.slice(-3).map(e => e.tagName + '.' + e.className + ' ' +
    Math.round(e.getBoundingClientRect().right) + ' ' + e.textContent.trim().slice(0, 40));
  return page.scrollWidth + ' px: ' + names.join(' | ');
})()"""

# The first cell of a table that paper does not show whole; null where there is none.
PRINTED = """(() => {
  const hidden = [...document.querySelectorAll('td, th')].find(cell => {
    const box = cell.getBoundingClientRect();
    if (!box.width) return false;
    if (box.right > innerWidth + 0.5) return true;
    const frame = cell.closest('.table-scroll');
    return frame && box.right > frame.getBoundingClientRect().right + 0.5;
  });
  return hidden ? hidden.textContent.trim().slice(0, 60) + ' at ' +
    Math.round(hidden.getBoundingClientRect().right) + ' of ' + innerWidth : null;
})()"""

# Presses the button and gives the verdict with whether it is a bad one.
PRESS = """
  const press = async () => {
    const button = document.querySelector('[data-verify]');
    const verdict = document.querySelector('[data-verdict]');
    verdict.textContent = '';
    button.click();
    while (button.disabled || !verdict.textContent) await new Promise(r => setTimeout(r, 2));
    return [verdict.textContent, verdict.classList.contains('color-bad')];
  };
"""

# Changes everything that is shown or given, one thing at a time, and gives how many changes there
# were and which of them the check did not see.
MUTATIONS = """
  let done = 0;
  const unseen = [];
  const attempt = async (name, change, undo) => {
    change();
    done++;
    if (!(await press())[1]) unseen.push(name);
    undo();
  };
  const changed = text => {
    const at = text.search(/[0-9]/);
    if (at < 0) return text.replace(/\\S/, c => c === 'x' ? 'y' : 'x');
    return text.slice(0, at) + (text[at] === '9' ? '8' : Number(text[at]) + 1) + text.slice(at + 1);
  };
  const texts = element => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const all = [];
    while (walker.nextNode()) if (walker.currentNode.data.trim()) all.push(walker.currentNode);
    return all;
  };
  const SPEAKING = ['value', 'href', 'title', 'datetime', 'aria-label', 'x', 'width', 'x1', 'x2',
    'cx', 'd', 'fill'];
  const seen = new Set();
  for (const element of [...document.querySelectorAll('[data-shown]')]) {
    const mark = element.dataset.shown;
    const isAccount = element.querySelector('a.account') !== null;
    // Long lists hold the same kinds of marks many times.
    const line = mark.match(/^line-(\\d+)/);
    if (line && Number(line[1]) > 2) continue;
    for (const node of isAccount ? [] : texts(element).slice(0, 12)) {
      const old = node.data;
      await attempt(mark + ' text ' + old.trim().slice(0, 20),
        () => { node.data = changed(old); }, () => { node.data = old; });
    }
    const inner = [element, ...element.querySelectorAll(isAccount ? 'a' : '*')].slice(0, 24);
    for (const one of inner) {
      for (const name of SPEAKING) {
        const old = one.getAttribute(name);
        if (old === null) continue;
        await attempt(mark + ' ' + name, () => one.setAttribute(name, changed(old)),
          () => one.setAttribute(name, old));
      }
    }
    if (seen.has(mark)) continue;
    seen.add(mark);
    if (document.querySelectorAll('[data-shown="' + mark + '"]').length === 1) {
      await attempt(mark + ' gone', () => element.removeAttribute('data-shown'),
        () => element.setAttribute('data-shown', mark));
    }
  }
  // A row below another contributor.
  const [first, second] = document.querySelectorAll('.contributor');
  if (second) {
    const row = first.querySelector('.share[id]');
    const next = row.nextSibling;
    await attempt('a row moved', () => second.append(row), () => first.insertBefore(row, next));
  }
  // A check less.
  const steps = document.querySelector('[data-steps]');
  for (const step of [...steps.children]) {
    const next = step.nextSibling;
    await attempt('step ' + step.dataset.check, () => step.remove(),
      () => steps.insertBefore(step, next));
  }
  // What the check works on.
  for (const id of ['proof', 'opening']) {
    const source = document.getElementById(id);
    if (!source) continue;
    const old = source.textContent;
    const value = JSON.parse(old);
    const flipped = (text, at) => {
      const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
      bytes[at] ^= 1;
      return btoa(String.fromCharCode(...bytes));
    };
    const put = async (name, change) => {
      const copy = structuredClone(value);
      change(copy);
      await attempt(id + ' ' + name, () => { source.textContent = JSON.stringify(copy); },
        () => { source.textContent = old; });
    };
    for (const name of Object.keys(value)) {
      if (name === 'entry') {
        const length = atob(value.entry).length;
        for (let at = 0; at < length; at += Math.max(1, length >> 5)) {
          await put('entry byte ' + at, copy => { copy.entry = flipped(copy.entry, at); });
        }
        await put('entry longer', copy => { copy.entry = btoa(atob(copy.entry) + 'x'); });
      } else if (Array.isArray(value[name])) {
        for (const at of value[name].keys()) {
          await put(name + ' ' + at, copy => { copy[name][at] = flipped(copy[name][at], 3); });
        }
        await put(name + ' shorter', copy => { copy[name].pop(); });
      } else {
        await put(name, copy => { copy[name] = changed(copy[name]); });
        await put(name + ' gone', copy => { delete copy[name]; });
      }
    }
    await attempt(id + ' gone', () => { source.id = 'away'; }, () => { source.id = id; });
  }
  const [, bad] = await press();
  if (bad) unseen.push('everything as it was: the check fails');
  return [done, unseen];
"""

# Vectors of eth_account (scripts/fixtures/eip712-vectors.py) by the keys 1, 2 and 0x46…46, of
# Keccak's authors, and signatures that nobody may take.
CRYPTOGRAPHY = """
  const wrong = [];
  const check = (name, found, due) => { if (found !== due) wrong.push([name, found, due]); };
  const digest = unHex('91e75225a76874d6a06131deefe0ef2b650f55f5d46bf108393e5194b92eeed2');
  const signed = {
    '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf':
      '35c146ad05f966bf1059a79fea8a2913d2eecbde5d7a3f03c5878262558b8af0' +
      '498589c0c89172f54c28140cad7a01f09988c25d514d4633710c9123762abc1e1c',
    '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF':
      '322f10d29bf40319e1d915f49a336ccd3612c112e24689cdad7a388e724e29fb' +
      '69cf75db73b95ad9dd8d4cdb68eac2ea699c97e2a7341cb758a6078c639e82dd1c',
    '0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F':
      'f1622a6862e9393303401d38c9373cd6e5e20cc98e60a51b23047d9b7e5bedb0' +
      '241ba367faa288001baf6745b453a62f447550f398e5dfc18b6a82a1e578becd1b',
  };
  for (const [account, signature] of Object.entries(signed)) {
    const bytes = unHex(signature);
    check('signer', addressText(signer(digest, bytes)), account);
    for (const at of [0, 31, 32, 63, 64]) {
      const bent = bytes.slice();
      bent[at] ^= 1;
      const found = signer(digest, bent);
      check('bent ' + at, found === null || addressText(found) !== account, true);
    }
    const twin = bytes.slice();
    twin.set(toBytes(curve.n - toNumber(bytes.slice(32, 64)), 32), 32);
    twin[64] = 55 - twin[64];
    check('high s', signer(digest, twin), null);
  }
  const one = toBytes(1n, 32);
  for (const [name, r, s, v] of [
    ['r = 0', toBytes(0n, 32), one, 27], ['r = n', toBytes(curve.n, 32), one, 27],
    ['s = 0', one, toBytes(0n, 32), 27], ['s = n', one, toBytes(curve.n, 32), 27],
    ['v = 26', one, one, 26], ['v = 29', one, one, 29], ['no point', toBytes(5n, 32), one, 27],
  ]) {
    check(name, signer(digest, joined(r, s, Uint8Array.of(v))), null);
  }
  check('short', signer(digest, new Uint8Array(64)), null);
  // The bytes 0, 1, 2 and on, of so many.
  for (const [count, due] of Object.entries({
    0: 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    1: 'bc36789e7a1e281436464229828f817d6612f7b477d66591ff96a9e064bcc98a',
    3: 'f84a97f1f0a956e738abd85c2e0a5026f8874e3ec09c8f012159dfeeaab2b156',
    32: '8ae1aa597fa146ebd3aa2ceddf360668dea5e526567e92b0321816a4e895bd2d',
    64: '002030bde3d4cf89919649775cd71875c4d0ab1708a380e03fefc3a28aa24831',
    135: 'cbdfd9dee5faad3818d6b06f95a219fd290b0e1706f6a82e5a595b9ce9faca62',
    136: '7ce759f1ab7f9ce437719970c26b0a66ff11fe3e38e17df89cf5d29c7d7f807e',
    137: 'ac73d4fae68b8453f764007c1a20ce95994187861f0c3227a3a8e99a73a3b1db',
    271: '7c974895b2a88303ff2dc6b58f438ceb0b298cac91099ac0539cc0f477506191',
    272: 'fdf2ec49e749960d3c8521a0219af8d03e30e2b3bf19bd16150ee0eaf133d66e',
    273: '4f707289a9c3ccd0c4a51f2f17339f5dd171d371c04ff7783b735b5b22682eaf',
    1000: 'aca79e4146e30eb1c733f6d6060d72471c36ea4e01ebf45d7f4916249c2bbd82',
  })) {
    const bytes = Uint8Array.from({ length: Number(count) }, (_, i) => i);
    check('keccak ' + count, hex(keccak256(bytes)), due);
  }
  return wrong;
"""

# Every answer's payer by its signature, and nobody by a bent one.
PAYERS = """
  const wrong = [];
  for (const index of answers) {
    const proof = await (await fetch('/receipts/' + index + '.json')).json();
    const { answer } = readEntry(unBase64(proof.entry));
    const found = signer(await orderDigest(answer, keyText(proof)), answer.signature);
    if (!found || hex(found) !== hex(answer.payer)) wrong.push(index);
    for (const [name, bent] of [
      ['fee', { maximumFee: answer.maximumFee + 1n }], ['deploy', { deploy: answer.deploy + 1n }],
    ]) {
      const other = signer(
        await orderDigest({ ...answer, ...bent }, keyText(proof)), answer.signature);
      if (other && hex(other) === hex(answer.payer)) wrong.push([index, name]);
    }
    const foreign = signer(await orderDigest(answer, keyText(proof) + 'x'), answer.signature);
    if (foreign && hex(foreign) === hex(answer.payer)) wrong.push([index, 'log']);
    for (let bit = 0; bit < 520; bit += 61) {
      const bytes = answer.signature.slice();
      bytes[bit >> 3] ^= 1 << (bit & 7);
      const other = signer(await orderDigest(answer, keyText(proof)), bytes);
      if (other && hex(other) === hex(answer.payer)) wrong.push([index, 'bit ' + bit]);
    }
  }
  return wrong;
"""

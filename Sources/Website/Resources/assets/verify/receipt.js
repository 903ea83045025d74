// What stands in the receipt's panel, and on the receipt's own page.

const showPanel = (shown, proof, size, leaf, seconds) => {
  shown.time('written', seconds);
  shown.link('entry', grouped(proof.index), '/receipts/' + proof.index);
  shown.text('size', grouped(size));
  const others = proof.checkpoint.split('\n').filter(line => line.startsWith('\u2014 ')).length - 1;
  shown.text('witnesses', others > 0 ? counted(others, 'other signature') : 'none');
  shown.digest('leaf', hex(leaf));
};

const keyText = proof =>
  proof.keyName + '+' + proof.keyId + '+' + base64(joined(Uint8Array.of(1), unBase64(proof.key)));

const DRAWN_STEPS = 4;

const showPlace = (shown, proof, size, climb, leaf) => {
  const count = climb.steps.length;
  shown.text('path-count', counted(count, 'hash', 'hashes') + ', ' + counted(32 * count, 'byte'));
  shown.digest('path-root', hex(climb.root), 'root ');
  shown.text('path-size', 'over ' + grouped(size) + ' entries, signed by the log');
  shown.text('path-leaf', digestText(hex(leaf)));
  if (count > DRAWN_STEPS) {
    shown.text('path-more', counted(count - DRAWN_STEPS, 'more step') + ' of the same kind');
  }
  climb.steps.slice(0, DRAWN_STEPS).forEach((step, level) => {
    const side = step.isLeft ? 'left' : 'right';
    shown.marks.set('path-' + level, { attributes: { class: 'from-' + side } });
    shown.digest('path-' + level + '-computed', hex(step.computed));
    shown.digest('path-' + level + '-sibling', hex(step.sibling));
    shown.text('path-' + level + '-side', 'neighbour on the ' + side);
  });
};

const dump = bytes => {
  const lines = [];
  for (let start = 0; start < bytes.length; start += 16) {
    const line = Array.from(bytes.slice(start, start + 16), b => hex([b]));
    lines.push(start.toString(16).padStart(4, '0') + '  ' + line.join(' '));
  }
  return lines.join('\n');
};

const showReceipt = (shown, proof, entry) => {
  const path = '/receipts/' + proof.index;
  shown.text('number', 'Receipt ' + grouped(proof.index));
  shown.text('command', 'curl -fO HOST' + path + '.tlog-proof openledger verify ' + proof.index +
    '.tlog-proof --key ' + keyText(proof));
  for (const [kind, text] of [
    ['tlog-proof', '.tlog-proof'], ['json', 'JSON'],
    ['bin', 'raw, ' + counted(entry.bytes.length, 'byte')],
  ]) {
    shown.link(kind, text, path + '.' + kind);
  }
  shown.text('byte-count', 'All ' + counted(entry.bytes.length, 'byte'));
  shown.words('hex', dump(entry.bytes));
  if (entry.answer) showSums(shown, entry.answer);
};

const showSums = (shown, answer) => {
  shown.amount('fee-sum', answer.fee, true);
  shown.amount('paid-sum', sum(answer.lines.map(line => line.paid)), true);
  shown.amount('held-sum', sum(answer.lines.map(line => line.held)), true);
  shown.amount('pool-sum', answer.unattributedAmount, true);
};

// The table of an answer's fields.

const ITEMS = 16;
const METHOD = ['method', 'version', 'indexDigest'];
const LINE = ['account', 'weight', 'lower', 'amount', 'paid', 'held', 'reason'];
const FIELDS = [
  'deploy', 'payer', 'idempotencyId', 'fee', 'maximumFee', 'requestCommitment', 'answerCommitment',
  'shares', 'methods', 'grade', 'makerAccount', 'nodeAccount', 'baseModelAccount', 'datanet',
  'lines', 'unattributedWeight', 'unattributedAmount',
];
const SHARES = ['contributors', 'modelMaker', 'node', 'baseModel', 'burn', 'stakers'];

const fieldRow = (name, value, href) => '<tr><td>' + name + '</td><td class="hash">' +
  (href ? '<a href="' + href + '">' + value + '</a>' : value) + '</td></tr>';

const valueText = value => value instanceof Uint8Array
  ? value.length === 20 ? addressText(value) : hex(value) : String(value);

const fieldHref = (name, value) => name === 'deploy' || name === 'datanet'
  ? '/receipts/' + value
  : value instanceof Uint8Array && value.length === 20 ? '/accounts/' + addressText(value) : null;

const itemRows = (name, items, members) => {
  const rows = items.slice(0, ITEMS).map((item, i) => fieldRow(
    name + ' ' + (i + 1), members.map(m => m + ' ' + valueText(item[m])).join(', ')));
  const rest = items.length - rows.length;
  if (items.length && !rest) return rows;
  return [...rows, fieldRow(name, items.length ? 'and ' + grouped(rest) + ' more' : 'none')];
};

const fieldRows = ({ answer, layout, type, seconds }) => {
  const rows = [
    fieldRow('version, type', layout + ', ' + type),
    fieldRow('timestampSeconds', seconds + ', ' + writtenTime(seconds)),
    fieldRow('disclosure', answer.disclosure),
  ];
  for (const name of FIELDS) {
    const value = answer[name];
    if (name === 'shares') {
      value.forEach((share, i) => rows.push(fieldRow(SHARES[i], share)));
    } else if (name === 'methods' && layout === 1) {
      rows.push(fieldRow('methodId', value[0].method), fieldRow('methodVersion', value[0].version),
        fieldRow('indexDigest', hex(value[0].indexDigest)));
    } else if (name === 'methods') {
      rows.push(...itemRows(name, value, METHOD));
    } else if (name === 'lines') {
      rows.push(...itemRows(name, value.map(line => ({ ...line, row: line.number })), layout === 1
        ? ['row', ...LINE] : ['datanet', 'subject', 'number', 'evidence', ...LINE]));
    } else {
      rows.push(fieldRow(name, valueText(value), fieldHref(name, value)));
    }
  }
  return [...rows, fieldRow('signature', hex(answer.signature))].join('');
};

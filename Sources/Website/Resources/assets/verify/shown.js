// What a page shows of a receipt, as it follows from the bytes: for each mark `data-shown` its
// text, markup or attributes. A mark that is missing, unknown or says something else fails the
// check.

const collapsed = text => text.replace(/[ \n\t]+/g, ' ').trim();
const compact = html => html.replace(/>\s+</g, '><').trim();

// HTML as the browser writes it.
const parsed = html => {
  const holder = document.implementation.createHTMLDocument('').createElement('div');
  holder.innerHTML = html;
  return compact(holder.innerHTML);
};
const parsedRows = html => {
  const table = document.implementation.createHTMLDocument('').createElement('tbody');
  table.innerHTML = html;
  return compact(table.innerHTML);
};

class Shown {
  constructor() { this.marks = new Map(); }
  text(mark, text) { this.marks.set(mark, { text }); }
  words(mark, exact) { this.marks.set(mark, { exact }); }
  html(mark, html) { this.marks.set(mark, { html: parsed(html) }); }
  amount(mark, nano, isSum) { this.html(mark, amountHTML(nano, isSum)); }
  link(mark, text, href) { this.marks.set(mark, { text, attributes: { href } }); }
  digest(mark, digest, before = '') {
    this.marks.set(mark, { text: before + digestText(digest), attributes: { title: digest } });
  }
  time(mark, seconds) {
    this.marks.set(mark, {
      text: writtenTime(seconds), attributes: { datetime: isoTime(seconds) },
    });
  }
  account(mark, bytes) { this.marks.set(mark, { account: addressText(bytes) }); }

  // The first mark with which the page differs; null where there is none.
  difference() {
    const found = new Set();
    for (const element of document.querySelectorAll('[data-shown]')) {
      const mark = element.dataset.shown;
      found.add(mark);
      if (!this.marks.has(mark) || !Shown.agrees(element, this.marks.get(mark))) return mark;
    }
    return [...this.marks.keys()].find(mark => !found.has(mark)) ?? null;
  }

  static agrees(element, { text, exact, html, rows, attributes = {}, account }) {
    if (account !== undefined) {
      const link = element.querySelector('a.account');
      return element.querySelectorAll('a').length === 1 && link !== null &&
        link.getAttribute('href') === '/accounts/' + account && link.title === account;
    }
    return (text === undefined || collapsed(element.textContent) === text) &&
      (exact === undefined || element.textContent === exact) &&
      (html === undefined || compact(element.innerHTML) === html) &&
      (rows === undefined || compact(element.innerHTML) === rows) &&
      Object.entries(attributes).every(([name, value]) => element.getAttribute(name) === value);
  }
}

const showQuestion = (shown, words) => {
  for (const [mark, text] of [['question', words.question], ['answer', words.answer]]) {
    shown.words(mark, pageText(text));
    if (isClipped(text)) shown.text(mark + '-note', clipNote(text));
  }
};

const showAnswer = (shown, index, { answer, seconds }) => {
  shown.time('time', seconds);
  shown.link('deploy', 'entry ' + grouped(answer.deploy), '/receipts/' + answer.deploy);
  shown.text('grade', GRADES[answer.grade]);
  shown.amount('price', answer.fee);
  shown.link('receipt', 'Receipt ' + grouped(index), '/receipts/' + index);
};

// Several contributors in a few words.
const together = groups => {
  const total = field => sum(groups.map(group => group[field]));
  return [counted(groups.length, 'other') + ' ' + percent(total('weight')) + ' %', total('paid')];
};

const OPEN_CONTRIBUTORS = 6;
const FULL_ROWS = 12;

const showHeadline = (shown, answer, groups) => {
  if (groups.length) {
    shown.text('headline-share', shareSentence(groups[0]));
    shown.amount('headline-paid', groups[0].paid, true);
    shown.text('headline-rest', percent(answer.unattributedWeight) + ' % nobody');
  }
  for (const [name, rest] of [
    ['headline-others', groups.slice(1)], ['folded', groups.slice(OPEN_CONTRIBUTORS)],
  ]) {
    if (!rest.length) continue;
    const [title, paid] = together(rest);
    shown.text(name, title);
    shown.amount(name + '-paid', paid, true);
  }
};

const showWeights = (shown, answer) => {
  const groups = contributorsOf(answer);
  const axis = [answer.unattributedWeight, ...groups.map(group => group.weight)]
    .reduce((a, b) => a > b ? a : b) || 1n;
  showHeadline(shown, answer, groups);
  groups.forEach((group, number) => {
    const mark = 'by-' + number + '-';
    shown.account(mark + 'account', group.account);
    shown.text(mark + 'rows', counted(group.lines.length, 'row'));
    shown.text(mark + 'share', shareText(group));
    shown.html(mark + 'bar', intervalBar(group, axis, group.solid));
    shown.amount(mark + 'paid', group.paid, true);
    if (group.held) shown.amount(mark + 'held', group.held, true);
    for (const line of group.lines) showLine(shown, line, axis, answer.datanet);
  });
  shown.text('rest-share', decimal(answer.unattributedWeight));
  shown.html('rest-bar', restBar(answer.unattributedWeight, axis));
  shown.amount('rest-amount', answer.unattributedAmount);
};

const showLine = (shown, line, axis, home) => {
  const mark = 'line-' + line.position + '-';
  shown.text(mark + 'place', placeText(line, home));
  shown.text(mark + 'share', shareText(line));
  const isFull = line.position < FULL_ROWS;
  if (isFull) {
    shown.html(mark + 'bar', intervalBar(line, axis, line.reason > UNCERTAIN ? 0n : line.lower));
  }
  shown.amount(mark + 'paid', line.paid);
  if (line.held) shown.amount(mark + 'held', line.held);
  if (line.held && line.reason > UNCERTAIN) {
    shown.text(mark + 'reason', HOLDS[line.reason][0]);
    if (isFull) shown.text(mark + 'why', HOLDS[line.reason][1]);
  }
};

// Every row stands below the account that the bytes name.
const areInPlace = answer => contributorsOf(answer).every((group, number) =>
  group.lines.every(({ position }) => {
    const account = '[data-shown="by-' + number + '-account"]';
    const box = document.getElementById('line-' + position)?.closest('.contributor');
    return box?.querySelectorAll('[data-shown$="-account"]').length === 1 &&
      box.querySelector(account) !== null;
  }));

const showFee = (shown, answer) => {
  const parts = feeParts(answer);
  shown.amount('fee', answer.fee);
  shown.account('payer', answer.payer);
  for (const [part, , name, note] of PARTS) {
    shown.text('part-' + part + '-name', name);
    shown.text('part-' + part + '-percent', basisPoints(answer.shares[part]));
    shown.text('part-' + part + '-note', note);
    shown.amount('part-' + part, parts[part]);
  }
  shown.html('parts-bar', flowBar(PARTS.map(([part, color]) => [parts[part], `var(--${color})`])));
  shown.html('unfolding', unfolding(parts[0], answer.fee));
  const paid = contributorsOf(answer).filter(group => group.paid > 0n).sort((a, b) =>
    a.paid === b.paid ? (a.name < b.name ? -1 : 1) : a.paid > b.paid ? -1 : 1);
  const [top, rest] = [paid.slice(0, 3), paid.slice(3)];
  const restSum = sum(rest.map(group => group.paid));
  top.forEach((group, number) => {
    shown.account('top-' + number + '-account', group.account);
    shown.amount('top-' + number, group.paid);
  });
  if (rest.length) {
    shown.amount('others', restSum);
    shown.text('others-note', counted(rest.length, 'further account'));
  }
  const held = sum(answer.lines.map(line => line.held));
  shown.amount('held', held);
  shown.amount('pool', answer.unattributedAmount);
  shown.html('shares-bar', flowBar([
    ...top.map(group => [group.paid, 'var(--contrib)']), [restSum, 'var(--contrib)'],
    [held, 'url(#hatch-held)'], [answer.unattributedAmount, 'url(#hatch-pool)'],
  ]));
};

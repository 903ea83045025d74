// How pages write numbers, times and words of people; the same as in Sources/Website/Components,
// so that what stands on the page can be compared with what the bytes say.

const SPACE = '\u202f';
const grouped = n => String(n).replace(/\B(?=(\d{3})+$)/g, SPACE);
const counted = (n, one, many) => grouped(n) + ' ' + (Number(n) === 1 ? one : many ?? one + 's');

// `0.002 137 500`.
const digitsOf = nano => {
  const decimals = String(nano % BILLION).padStart(9, '0');
  return grouped(nano / BILLION) + '.' + decimals.replace(/(\d{3})(?=\d)/g, '$1' + SPACE);
};

const amountHTML = (nano, isSum) => {
  const digits = digitsOf(nano);
  const [zeros] = digits.match(new RegExp('^[0.' + SPACE + ']*'));
  return '<data class="number' + (isSum ? ' sum' : '') + '" value="' + nano + '">' +
    (zeros ? '<i>' + zeros + '</i>' : '') + digits.slice(zeros.length) + '</data>';
};

// `0.184`, halves up.
const decimal = ppb => {
  const thousandths = (ppb + 500000n) / 1000000n;
  return thousandths / 1000n + '.' + String(thousandths % 1000n).padStart(3, '0');
};

// `18`, and `3.1` below ten or where asked for.
const percent = (ppb, exactly = false) => {
  if (!exactly && ppb >= 100000000n) return String((ppb + 5000000n) / 10000000n);
  const tenths = (ppb + 500000n) / 1000000n;
  return tenths / 10n + '.' + tenths % 10n;
};

const basisPoints = share => {
  const rest = String(share % 100n).padStart(2, '0').replace(/0+$/, '');
  return share / 100n + (rest ? '.' + rest : '') + ' %';
};

const shareText = share => decimal(share.weight) + ' \u2265 ' + decimal(share.lower);

const shareSentence = share => {
  for (const exactly of [false, true]) {
    const [about, least] = [percent(share.weight, exactly), percent(share.lower, exactly)];
    if (about !== least) return 'about ' + about + ' %, likely at least ' + least + ' %';
  }
  return 'about ' + percent(share.weight, true) + ' %, likely less than 0.1 % below';
};

// The log's times are what its writer says: no page falls over one.
const moment = seconds => {
  const bounded = seconds < 253402300799n ? seconds : 253402300799n;
  return new Date(Number(bounded) * 1000);
};
const isoTime = seconds => moment(seconds).toISOString().replace('.000Z', 'Z');
const writtenTime = seconds => {
  const [, year, month, day, clock] = isoTime(seconds).match(/(\d+)-(\d+)-(\d+)T(.*)Z/);
  const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
  return Number(day) + ' ' + months[month - 1] + ' ' + Number(year) + ', ' + clock + ' UTC';
};

const digestText = digest => digest.slice(0, 6) + '\u2026' + digest.slice(-4);

// Words of people as a page shows them: cut, without what hides or turns its neighbours.
const WHOLE = 2000;
const clipped = text => {
  const scalars = [...text];
  return scalars.length > WHOLE ? scalars.slice(0, WHOLE).join('') + '\u2026' : text;
};
const clipNote = text => 'Shown up to ' + grouped(WHOLE) + ' characters; the text has ' +
  grouped(utf8(text).length) + ' bytes.';
const isClipped = text => [...text].length > WHOLE;

const HIDDEN = new RegExp('[\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff' +
  '\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}]', 'gu');
const CONTROLS = new RegExp('[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]', 'gu');
const pageText = text => clipped(text).replace(/\r/g, '').replace(CONTROLS, '\ufffd')
  .replace(HIDDEN, c => '[U+' + c.codePointAt(0).toString(16).toUpperCase() + ']');

const placeText = (line, home) => (line.subject ? 'cluster ' : 'row ') + grouped(line.number) +
  (line.datanet === home ? '' : ' of Datanet ' + grouped(line.datanet));

const GRADES = [
  'the attribution can be repeated by anyone from public files',
  'a sample of such attributions was repeated',
  'the attribution is asserted: nobody else can repeat it',
  'the attribution can be repeated once the hidden evaluation rows are opened',
];

// Why a whole line is held, by the reason's number.
const HOLDS = {
  2: ['gated', 'All of it is held: this account\u0027s rows did not measurably help on items ' +
    'that they never saw.'],
  3: ['too few rows', 'All of it is held: the account has too few rows to be judged.'],
};

// The parts of a fee as pages order them: place in the entry, colour, name and note.
const PARTS = [
  [4, 'burn', 'Burned', 'destroyed for good'],
  [2, 'node', 'Node', 'computed the answer'],
  [1, 'maker', 'Model maker', 'trained the adapter'],
  [3, 'base', 'Base model', 'what the adapter stands on'],
  [5, 'stake', 'Stakers', 'nobody stakes in this version'],
  [0, 'contrib', 'Contributors', 'by attribution'],
];

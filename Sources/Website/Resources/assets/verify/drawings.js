// The bars as Sources/Website/Components/IntervalBar.swift and FeeFlow.swift draw them.

const ZERO = 400n;
const hundredths = n => n / 100n + '.' + String(n % 100n).padStart(2, '0') + '%';
const placeOn = axis => share =>
  ZERO + (share < axis ? share : axis) * (10000n - ZERO - 200n) / axis;

const bar = (start, end, fill) =>
  '<rect x="' + hundredths(start) + '" y="5" width="' + hundredths(end - start) +
  '" height="12" fill="' + fill + '"/>';
const drawing = (inner, sentence) =>
  '<svg class="interval-bar" height="22" role="img" aria-label="' + sentence + '">' +
  '<line class="zero-line" x1="4.00%" x2="4.00%" y1="0" y2="22"/>' + inner + '</svg>';

// A share's bar: solid up to what is paid, hatched up to the estimate, a line from the bound to it.
const intervalBar = (share, axis, solid) => {
  const at = placeOn(axis);
  const [end, estimate, low] = [solid, share.weight, share.lower].map(at);
  let inner = '';
  if (end > ZERO) inner += bar(ZERO, end, 'var(--contrib)');
  if (estimate > end) inner += bar(end, estimate, 'url(#hatch-held)');
  if (estimate > low) {
    inner += '<line class="interval" x1="' + hundredths(low) + '" x2="' + hundredths(estimate) +
      '" y1="11" y2="11"/>' +
      '<line class="interval" x1="' + hundredths(low) + '" x2="' + hundredths(low) +
      '" y1="7" y2="15"/>';
  }
  return drawing(inner + '<circle class="estimate" cx="' + hundredths(estimate) +
    '" cy="11" r="4.5"/>', shareSentence(share));
};

const restBar = (share, axis) => drawing(
  '<rect x="4.00%" y="5" width="' + hundredths(placeOn(axis)(share) - ZERO) + '" height="12" ' +
  'fill="url(#hatch-pool)" stroke="var(--edge)"/>',
  percent(share) + ' % is not attributed to anyone');

const flowBar = parts => {
  const whole = sum(parts.map(([nano]) => nano));
  let start = 0n;
  let segments = '';
  for (const [nano, fill] of parts) {
    if (nano === 0n) continue;
    const [left, right] = [start, start + nano].map(n => n * 10000n / whole);
    segments += '<rect class="segment" x="' + hundredths(left) + '" width="' +
      hundredths(right - left) + '" height="30" fill="' + fill + '"/>';
    start += nano;
  }
  return '<svg height="30" aria-hidden="true">' + segments + '</svg>';
};

const unfolding = (part, whole) => {
  if (part === 0n) return '';
  const start = hundredths((whole - part) * 10000n / whole).slice(0, -1);
  return '<svg viewBox="0 0 100 20" preserveAspectRatio="none" height="26" aria-hidden="true">' +
    '<path d="M' + start + ' 0H100V20H0z" fill="var(--contrib)" opacity=".13"/>' +
    '<path d="M' + start + ' 0 0 20M100 0v20" stroke="var(--contrib)" ' +
    'vector-effect="non-scaling-stroke" opacity=".55"/></svg>';
};

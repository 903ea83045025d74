// The entry of an answer, field by field as docs/formats/ledger-entry.md has them in both layouts,
// and the rules by which its amounts follow from one another.

const BILLION = 1000000000n;
const ANSWER = 13;
const UNCERTAIN = 1; // Higher reasons hold the whole amount.

const readEntry = bytes => {
  const reader = new Reader(bytes);
  const [layout, type, seconds] = [reader.u8(), reader.u8(), reader.u64()];
  const answer = type === ANSWER ? readAnswer(reader, layout) : null;
  return { bytes, layout, type, seconds, answer };
};

const readAnswer = (reader, layout) => {
  const answer = { layout };
  answer.disclosure = reader.u8();
  answer.deploy = reader.u64();
  answer.payer = reader.take(20);
  answer.idempotencyId = reader.take(16);
  answer.fee = reader.u64();
  answer.maximumFee = reader.u64();
  answer.requestCommitment = reader.take(32);
  answer.answerCommitment = reader.take(32);
  answer.shares = reader.many(6, r => r.u16());
  answer.methods = reader.many(layout === 1 ? 1 : reader.u8(), r => ({
    method: r.u16(), version: r.u16(), indexDigest: r.take(32),
  }));
  answer.grade = reader.u8();
  answer.makerAccount = reader.take(20);
  answer.nodeAccount = reader.take(20);
  answer.baseModelAccount = reader.take(20);
  answer.datanet = reader.u64();
  answer.lines = reader.many(reader.u8(), r => readLine(r, layout, answer.datanet));
  answer.unattributedWeight = reader.u32();
  answer.unattributedAmount = reader.u64();
  answer.signature = reader.take(65);
  answer.isWhole = reader.at === reader.bytes.length && (layout === 1 || layout === 2) &&
    answer.disclosure === 0;
  return answer;
};

const readLine = (reader, layout, home) => {
  const subject = layout === 1
    ? { datanet: home, subject: 0, number: reader.u32(), evidence: 1 }
    : { datanet: reader.u64(), subject: reader.u8(), number: reader.u32(), evidence: reader.u8() };
  return {
    ...subject, account: reader.take(20), weight: reader.u32(), lower: reader.u32(),
    amount: reader.u64(), paid: reader.u64(), held: reader.u64(), reason: reader.u8(),
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

// The six parts of the fee.
const feeParts = answer => apportion(answer.fee, answer.shares);

// Whether the shares and the weights are whole, and all amounts follow from them.
const isDivided = answer => {
  const weights = [...answer.lines.map(line => line.weight), answer.unattributedWeight];
  const parts = apportion(feeParts(answer)[0], weights);
  return sum(answer.shares) === 10000n && sum(weights) === BILLION &&
    answer.lines.every((line, i) => line.amount === parts[i]) &&
    answer.unattributedAmount === parts[answer.lines.length];
};

// Whether paid and held of a line follow from its bounds.
const isSettled = line => {
  const isWhollyHeld = line.reason > UNCERTAIN || line.weight === 0n;
  const due = isWhollyHeld ? 0n : line.amount * line.lower / line.weight;
  const reason = line.reason > UNCERTAIN ? line.reason : due < line.amount ? UNCERTAIN : 0;
  return line.lower <= line.weight && line.paid === due && line.held === line.amount - due &&
    line.reason === reason;
};

// What the payer signed: the order, by EIP-712, for this log and no other.
const orderDigest = async (answer, logKey) => {
  const text = value => keccak256(utf8(value));
  const number = value => toBytes(value, 32);
  const account = bytes => joined(new Uint8Array(12), bytes);
  const domain = keccak256(joined(
    text('EIP712Domain(string name,string version,uint256 chainId,bytes32 salt)'),
    text('OpenLedger'), text('1'), number(1n), await sha256(utf8(logKey))));
  const order = keccak256(joined(
    text('Answer(uint64 deploy,address payer,bytes idempotencyId,uint64 maximumFee,' +
      'bytes32 requestCommitment)'),
    number(answer.deploy), account(answer.payer), keccak256(answer.idempotencyId),
    number(answer.maximumFee), answer.requestCommitment));
  return keccak256(joined(Uint8Array.of(0x19, 0x01), domain, order));
};

// Shares by account, the largest first; of equal ones the lower address.
const contributorsOf = answer => {
  const groups = new Map();
  answer.lines.forEach((line, position) => {
    const name = hex(line.account);
    if (!groups.has(name)) groups.set(name, { account: line.account, name, lines: [] });
    groups.get(name).lines.push({ ...line, position });
  });
  const all = [...groups.values()].map(group => {
    const total = field => sum(group.lines.map(line => line[field]));
    // What the lower bounds of wholly held lines promise is not paid, and not shown as if it were.
    const due = group.lines.filter(line => line.reason <= UNCERTAIN).map(line => line.lower);
    return {
      ...group, weight: total('weight'), lower: total('lower'), solid: sum(due),
      paid: total('paid'), held: total('held'),
    };
  });
  return all.sort((a, b) =>
    a.weight === b.weight ? (a.name < b.name ? -1 : 1) : a.weight > b.weight ? -1 : 1);
};

// Keccak-256, and who signed a digest on secp256k1: SEC 1 §4.1.6 in plain numbers. Nothing here is
// secret, so that it need not take the same time for all.

const keccak256 = input => {
  const word = (1n << 64n) - 1n;
  const turn = (x, by) => by ? (x << by | x >> (64n - by)) & word : x;
  const rate = 136;
  const padded = new Uint8Array((Math.floor(input.length / rate) + 1) * rate);
  padded.set(input);
  padded[input.length] ^= 1;
  padded[padded.length - 1] ^= 0x80;
  const state = Array(25).fill(0n);
  for (let block = 0; block < padded.length; block += rate) {
    for (let lane = 0; lane < rate / 8; lane++) {
      state[lane] ^= toNumber(padded.slice(block + 8 * lane, block + 8 * lane + 8).reverse());
    }
    let register = 1;
    for (let round = 0; round < 24; round++) {
      const columns = Array.from({ length: 5 }, (_, x) =>
        state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20]);
      for (let lane = 0; lane < 25; lane++) {
        state[lane] ^= columns[(lane + 4) % 5] ^ turn(columns[(lane + 1) % 5], 1n);
      }
      let [x, y, moved] = [1, 0, state[1]];
      for (let step = 0; step < 24; step++) {
        [x, y] = [y, (2 * x + 3 * y) % 5];
        const next = state[x + 5 * y];
        state[x + 5 * y] = turn(moved, BigInt((step + 1) * (step + 2) / 2 % 64));
        moved = next;
      }
      for (let row = 0; row < 25; row += 5) {
        const old = state.slice(row, row + 5);
        for (let i = 0; i < 5; i++) {
          state[row + i] = old[i] ^ ~old[(i + 1) % 5] & word & old[(i + 2) % 5];
        }
      }
      // The round's constant: a shift register gives its bits 2^j - 1.
      for (let j = 0; j < 7; j++) {
        if (register & 1) state[0] ^= 1n << BigInt((1 << j) - 1);
        register = register << 1 ^ (register >> 7) * 0x171;
      }
    }
  }
  return joined(...state.slice(0, 4).map(lane => toBytes(lane, 8).reverse()));
};

// An account's spelling by EIP-55, from its 20 bytes.
const addressText = bytes => {
  const digits = hex(bytes);
  const marks = hex(keccak256(utf8(digits)));
  return [...digits].reduce(
    (text, digit, i) => text + (marks[i] > '7' ? digit.toUpperCase() : digit), '0x');
};

const curve = {
  p: 2n ** 256n - 2n ** 32n - 977n,
  n: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  g: [
    0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
    0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n,
  ],
};

const modulo = (a, m) => (a % m + m) % m;

const power = (base, exponent, m) => {
  let result = 1n;
  for (let b = base; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = result * b % m;
    b = b * b % m;
  }
  return result;
};

// Both moduli are prime.
const inverse = (a, m) => power(modulo(a, m), m - 2n, m);

// Points in Jacobian coordinates [x, y, z]; z = 0 is the point at infinity.
const doubled = ([x, y, z]) => {
  const { p } = curve;
  const s = 4n * x * y % p * y % p;
  const m = 3n * x * x % p;
  const x3 = modulo(m * m - 2n * s, p);
  const y2 = y * y % p;
  return [x3, modulo(m * (s - x3) - 8n * y2 * y2, p), 2n * y * z % p];
};

const added = (a, b) => {
  const { p } = curve;
  if (a[2] === 0n) return b;
  if (b[2] === 0n) return a;
  const [az, bz] = [a[2] * a[2] % p, b[2] * b[2] % p];
  const [u, v] = [a[0] * bz % p, b[0] * az % p];
  const [s, t] = [a[1] * bz % p * b[2] % p, b[1] * az % p * a[2] % p];
  if (u === v) return s === t ? doubled(a) : [0n, 1n, 0n];
  const [h, r] = [v - u, t - s];
  const h2 = h * h % p;
  const h3 = h2 * h % p;
  const x = modulo(r * r - h3 - 2n * u * h2, p);
  return [x, modulo(r * (u * h2 - x) - s * h3, p), modulo(h * a[2] % p * b[2], p)];
};

// a·G + b·R.
const combined = (a, b, point) => {
  const pairs = [null, [...curve.g, 1n], [...point, 1n]];
  pairs.push(added(pairs[1], pairs[2]));
  let result = [0n, 1n, 0n];
  for (let bit = 255n; bit >= 0n; bit--) {
    result = doubled(result);
    const which = Number(a >> bit & 1n) + 2 * Number(b >> bit & 1n);
    if (which) result = added(result, pairs[which]);
  }
  return result;
};

// The 20 bytes of the account whose key signed a digest; null where the 65 bytes are no signature
// in the one accepted form (r ‖ s ‖ v, s at most half the order, v 27 or 28).
const signer = (digest, signature) => {
  if (signature.length !== 65) return null;
  const { p, n } = curve;
  const [r, s] = [toNumber(signature.slice(0, 32)), toNumber(signature.slice(32, 64))];
  const odd = BigInt(signature[64] - 27);
  if (odd < 0n || odd > 1n) return null;
  if (r === 0n || r >= n || s === 0n || s > n / 2n) return null;
  const square = (r * r % p * r + 7n) % p;
  const root = power(square, (p + 1n) / 4n, p);
  if (root * root % p !== square) return null;
  const y = (root & 1n) === odd ? root : p - root;
  const back = inverse(r, n);
  const [x3, y3, z3] = combined(
    modulo(-toNumber(digest) * back, n), s * back % n, [r, y]);
  if (z3 === 0n) return null;
  const z = inverse(z3, p);
  const key = [x3 * z % p * z % p, y3 * z % p * z % p * z % p];
  return keccak256(joined(...key.map(k => toBytes(k, 32)))).slice(12);
};

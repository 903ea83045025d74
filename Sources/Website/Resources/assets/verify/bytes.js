// Bytes and how they are spelt. All money is BigInt.

const unBase64 = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
const base64 = bytes => btoa(String.fromCharCode(...bytes));
const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
const unHex = text => Uint8Array.from(text.match(/../g) ?? [], pair => parseInt(pair, 16));
const utf8 = text => new TextEncoder().encode(text);
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const sum = numbers => numbers.reduce((a, b) => a + b, 0n);

const joined = (...parts) => {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

const toNumber = bytes => bytes.reduce((n, byte) => n << 8n | BigInt(byte), 0n);
const toBytes = (number, count) => unHex(number.toString(16).padStart(2 * count, '0'));

const sha256 = async (...parts) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', joined(...parts)));

// SHA-256 of a tag, a zero byte, and each part behind its length.
const tagged = async (tag, ...parts) =>
  sha256(utf8(tag), Uint8Array.of(0), ...parts.flatMap(part => [toBytes(part.length, 4), part]));

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = 0;
  }
  take(count) {
    if (this.at + count > this.bytes.length) throw new RangeError('the entry ends early');
    this.at += count;
    return this.bytes.slice(this.at - count, this.at);
  }
  u8() { return this.view.getUint8(this.at++); }
  u16() { this.at += 2; return BigInt(this.view.getUint16(this.at - 2)); }
  u32() { this.at += 4; return BigInt(this.view.getUint32(this.at - 4)); }
  u64() { this.at += 8; return this.view.getBigUint64(this.at - 8); }
  many(count, read) { return Array.from({ length: count }, () => read(this)); }
}

// CryptEncode and CryptDecode: SHA-1, SHA-256, Base64, and zlib streams. Decoding has Base64.

#include "mql5.hpp"
#include <vector>

namespace {

using Bytes = std::vector<uchar>;

uint turn(uint value, int by) { return value << by | value >> (32 - by); }

Bytes pad_hash(const Bytes &data) {
  Bytes out = data;
  out.push_back(0x80);
  while (out.size() % 64 != 56) out.push_back(0);
  const ulong bits = data.size() * 8;
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<uchar>(bits >> shift));
  return out;
}

uint word(const Bytes &data, std::size_t at) {
  return static_cast<uint>(data[at]) << 24 | static_cast<uint>(data[at + 1]) << 16 | static_cast<uint>(data[at + 2]) << 8 |
    data[at + 3];
}

Bytes spread(const uint *state, int count) {
  Bytes out;
  for (int at = 0; at < count; at++) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<uchar>(state[at] >> shift));
  }
  return out;
}

Bytes sha1(const Bytes &data) {
  uint h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  const Bytes padded = pad_hash(data);
  for (std::size_t block = 0; block < padded.size(); block += 64) {
    uint w[80];
    for (std::size_t at = 0; at < 16; at++) w[at] = word(padded, block + at * 4);
    for (int at = 16; at < 80; at++) w[at] = turn(w[at - 3] ^ w[at - 8] ^ w[at - 14] ^ w[at - 16], 1);
    uint a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int at = 0; at < 80; at++) {
      const uint f = at < 20 ? (b & c) | (~b & d) : at < 40 ? b ^ c ^ d : at < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const uint k = at < 20 ? 0x5A827999 : at < 40 ? 0x6ED9EBA1 : at < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
      const uint next = turn(a, 5) + f + e + k + w[at];
      e = d, d = c, c = turn(b, 30), b = a, a = next;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
  }
  return spread(h, 5);
}

/** First 32 bits of the fraction of a prime's root, by whole numbers alone. */
uint root_fraction(uint prime, int power) {
  __uint128_t low = 0, high = static_cast<__uint128_t>(1) << 37;
  const __uint128_t goal = static_cast<__uint128_t>(prime) << (32 * power);
  while (high - low > 1) {
    const __uint128_t middle = (low + high) / 2;
    const __uint128_t raised = power == 2 ? middle * middle : middle * middle * middle;
    (raised <= goal ? low : high) = middle;
  }
  return static_cast<uint>(low);
}

Bytes sha256(const Bytes &data) {
  static uint k[64], start[8];
  static bool is_ready = false;
  if (!is_ready) {
    int count = 0;
    for (uint number = 2; count < 64; number++) {
      bool is_prime = true;
      for (uint by = 2; by * by <= number; by++) is_prime = is_prime && number % by != 0;
      if (!is_prime) continue;
      if (count < 8) start[count] = root_fraction(number, 2);
      k[count++] = root_fraction(number, 3);
    }
    is_ready = true;
  }
  uint h[8];
  for (int at = 0; at < 8; at++) h[at] = start[at];
  const Bytes padded = pad_hash(data);
  for (std::size_t block = 0; block < padded.size(); block += 64) {
    uint w[64];
    for (std::size_t at = 0; at < 16; at++) w[at] = word(padded, block + at * 4);
    for (int at = 16; at < 64; at++) {
      const uint s0 = turn(w[at - 15], 25) ^ turn(w[at - 15], 14) ^ w[at - 15] >> 3;
      const uint s1 = turn(w[at - 2], 15) ^ turn(w[at - 2], 13) ^ w[at - 2] >> 10;
      w[at] = w[at - 16] + s0 + w[at - 7] + s1;
    }
    uint v[8];
    for (int at = 0; at < 8; at++) v[at] = h[at];
    for (int at = 0; at < 64; at++) {
      const uint s1 = turn(v[4], 26) ^ turn(v[4], 21) ^ turn(v[4], 7);
      const uint t1 = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[at] + w[at];
      const uint s0 = turn(v[0], 30) ^ turn(v[0], 19) ^ turn(v[0], 10);
      const uint t2 = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
      for (int to = 7; to > 0; to--) v[to] = v[to - 1];
      v[4] += t1;
      v[0] = t1 + t2;
    }
    for (int at = 0; at < 8; at++) h[at] += v[at];
  }
  return spread(h, 8);
}

const char *const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

Bytes to_base64(const Bytes &data) {
  Bytes out;
  for (std::size_t at = 0; at < data.size(); at += 3) {
    const std::size_t left = data.size() - at;
    const uint three = static_cast<uint>(data[at]) << 16 | (left > 1 ? static_cast<uint>(data[at + 1]) << 8 : 0) |
      (left > 2 ? data[at + 2] : 0u);
    for (int part = 0; part < 4; part++) {
      const bool is_there = part <= static_cast<int>(std::min<std::size_t>(left, 3));
      out.push_back(is_there ? static_cast<uchar>(ALPHABET[three >> (18 - 6 * part) & 63]) : static_cast<uchar>('='));
    }
  }
  return out;
}

Bytes from_base64(const Bytes &data) {
  Bytes out;
  uint held = 0;
  int bits = 0;
  for (const uchar one : data) {
    const char *found = one == 0 ? nullptr : std::strchr(ALPHABET, one);
    if (found == nullptr) break;
    held = held << 6 | static_cast<uint>(found - ALPHABET);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<uchar>(held >> bits));
    }
  }
  return out;
}

/** A zlib stream of stored blocks: larger than a squeezed one, and every inflater reads it. */
Bytes to_zlib(const Bytes &data) {
  Bytes out = {0x78, 0x01};
  std::size_t at = 0;
  do {
    const std::size_t size = std::min<std::size_t>(data.size() - at, 65535);
    out.push_back(at + size == data.size() ? 1 : 0);
    for (const std::size_t part : {size, ~size}) {
      out.push_back(static_cast<uchar>(part));
      out.push_back(static_cast<uchar>(part >> 8));
    }
    out.insert(out.end(), data.begin() + static_cast<long>(at), data.begin() + static_cast<long>(at + size));
    at += size;
  } while (at < data.size());
  uint a = 1, b = 0;
  for (const uchar one : data) {
    a = (a + one) % 65521;
    b = (b + a) % 65521;
  }
  for (const uint part : {b >> 8, b, a >> 8, a}) out.push_back(static_cast<uchar>(part));
  return out;
}

int give(const Bytes &bytes, MqlArray<uchar> &result) {
  if (result.resize(static_cast<long>(bytes.size())) < 0) return 0;
  for (std::size_t at = 0; at < bytes.size(); at++) result[static_cast<long>(at)] = bytes[at];
  return static_cast<int>(bytes.size());
}

Bytes take(const MqlArray<uchar> &data) { return Bytes(data.data(), data.data() + data.size()); }

}  // namespace

int CryptEncode(ENUM_CRYPT_METHOD method, const MqlArray<uchar> &data, const MqlArray<uchar> &, MqlArray<uchar> &result) {
  const Bytes bytes = take(data);
  switch (method) {
    case CRYPT_HASH_SHA1: return give(sha1(bytes), result);
    case CRYPT_HASH_SHA256: return give(sha256(bytes), result);
    case CRYPT_BASE64: return give(to_base64(bytes), result);
    case CRYPT_ARCH_ZIP: return give(to_zlib(bytes), result);
    default: mql_die("CryptEncode: the shim has SHA-1, SHA-256, Base64 and zlib");
  }
}

int CryptDecode(ENUM_CRYPT_METHOD method, const MqlArray<uchar> &data, const MqlArray<uchar> &, MqlArray<uchar> &result) {
  if (method != CRYPT_BASE64) mql_die("CryptDecode: the shim has Base64");
  return give(from_base64(take(data)), result);
}

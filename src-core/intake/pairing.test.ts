import { describe, expect, it } from 'vitest';
import { decodeToken, encodeToken, serverProof, terminalProof } from './index.ts';

const TOKEN = Uint8Array.from({ length: 32 }, (_, i) => i);
const TEXT = 'AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPQ';
const CNONCE = '00'.repeat(16);
const SNONCE = '11'.repeat(16);

describe('the pairing token and the proofs', () => {
  it('writes and reads the page\'s token', () => {
    expect(encodeToken(TOKEN)).toBe(TEXT);
    expect(decodeToken(TEXT)).toEqual(TOKEN);
  });

  it('accepts lower case, spaces and dashes', () => {
    expect(decodeToken(TEXT.toLowerCase().replace(/(.{4})/g, '$1-').replace(/-$/, ''))).toEqual(TOKEN);
    expect(decodeToken(` ${TEXT.slice(0, 26)} ${TEXT.slice(26)}\n`)).toEqual(TOKEN);
  });

  it('refuses what is not 32 bytes of base32', () => {
    for (const text of ['', TEXT.slice(1), `${TEXT}A`, `${TEXT.slice(0, 51)}1`, `${TEXT.slice(0, 51)}R`]) {
      expect(decodeToken(text)).toBeNull();
    }
  });

  it('proves both sides with the vectors of section 9', () => {
    expect(serverProof(TOKEN, CNONCE, SNONCE, '51234567'))
      .toBe('dd2e7c05a92734f8018a5eda29679ca4c9eef167990e11a91416b1da4c0a2e57');
    expect(terminalProof(TOKEN, { snonce: SNONCE, cnonce: CNONCE, login: '51234567', server: 'Broker-Demo',
      epoch: '9f2c' }))
      .toBe('fc920bc114085fe3d78b4b0e007b9d3b20aab3197018cb7fda8404349b78648b');
  });
});

import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inflateText } from './inflate.ts';

const pack = (bytes: Buffer | string): string => deflateSync(bytes).toString('base64');

describe('a packed page', () => {
  it('gives its text', () => {
    expect(inflateText(pack('[[1,2],"€"]'))).toBe('[[1,2],"€"]');
  });

  it('that would unpack to more than 16 MiB is refused, however small it is', () => {
    expect(inflateText(pack(Buffer.alloc(16_777_216, 0x20)))).toHaveLength(16_777_216);
    const bomb = pack(Buffer.alloc(300_000_000));
    expect(bomb.length).toBeLessThan(500_000);
    expect(inflateText(bomb)).toBeNull();
  });

  it('that is torn, damaged, not base64, not zlib or not UTF-8 is refused', () => {
    const whole = pack('[[1,2,3,4,5,6,7,8,9]]');
    expect(inflateText(whole.slice(0, 12))).toBeNull();
    expect(inflateText(`A${whole.slice(1)}`)).toBeNull();
    expect(inflateText('no base64!')).toBeNull();
    expect(inflateText('')).toBeNull();
    expect(inflateText(pack(Buffer.from([0xff, 0xfe])))).toBeNull();
  });
});

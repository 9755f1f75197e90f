import { describe, expect, it } from 'vitest';
import { RETCODES, classOfRetcode, type Retcode, type RetcodeClass } from './retcodes.ts';

/** The classes as the checklist lists them; everything else fails with its name. */
const LISTED: Readonly<Record<Exclude<RetcodeClass, 'fail'>, readonly Retcode[]>> = {
  ok: [10008, 10009, 10010, 10025],
  requote: [10004, 10020, 10021, 10028],
  'back-off': [10024],
  're-read': [10023],
  unknown: [10012, 10031],
  user: [10026, 10027],
};
const FAILING = [
  10006, 10007, 10011, 10013, 10014, 10015, 10016, 10017, 10018, 10019, 10022, 10029, 10030, 10032, 10033, 10034, 10035,
  10036, 10038, 10039, 10040, 10041, 10042, 10043, 10044, 10045, 10046,
];

describe('the class of a return code', () => {
  it.each(Object.entries(LISTED))('checklist orders-retcodes: %s has its codes, whatever the command', (name, codes) => {
    for (const code of codes) {
      expect(classOfRetcode(code, false)).toBe(name);
      expect(classOfRetcode(code, true)).toBe(name);
    }
  });

  it('checklist orders-retcodes: is fail for every other code there is, and for one that MT5 does not have', () => {
    for (const code of [...FAILING, 10037, 0, -1, 10047, Number.NaN]) expect(classOfRetcode(code, false)).toBe('fail');
    const all = Object.keys(RETCODES).map(Number).sort();
    expect([...Object.values(LISTED).flat(), ...FAILING].sort()).toEqual(all);
  });

  it('checklist orders-retcodes: is ok for a close of a position that is closed already', () => {
    expect(classOfRetcode(10036, true)).toBe('ok');
    expect(classOfRetcode(10036, false)).toBe('fail');
  });
});

// The few words that stand outside the page: tray, menu, notifications, the box for a failed start.

export interface DesktopWords {
  readonly show: string;
  readonly quit: string;
  readonly edit: string;
  readonly view: string;
  readonly buy: string;
  readonly sell: string;
  readonly risk: string;
  readonly stop: string;
  readonly target: string;
  readonly stillRunning: string;
  readonly cannotStart: string;
}

const ENGLISH: DesktopWords = {
  show: 'Show Sextant', quit: 'Quit', edit: 'Edit', view: 'View', buy: 'Buy', sell: 'Sell', risk: 'At risk',
  stop: 'stop', target: 'target', stillRunning: 'Sextant keeps running in the tray. Quit it there.',
  cannotStart: 'Sextant cannot start',
};

const INDONESIAN: DesktopWords = {
  show: 'Tampilkan Sextant', quit: 'Keluar', edit: 'Sunting', view: 'Tampilan', buy: 'Beli', sell: 'Jual',
  risk: 'Risiko', stop: 'stop', target: 'target',
  stillRunning: 'Sextant tetap berjalan di baki sistem. Keluar lewat baki.', cannotStart: 'Sextant tidak dapat dimulai',
};

/** Words for a locale such as `id-ID`; English where it is not Indonesian. */
export function wordsFor(locale: string): DesktopWords {
  return /^(id|in)\b/i.test(locale) ? INDONESIAN : ENGLISH;
}

// Indonesian words about similar past situations.

import type { Words } from './words.ts';

export const similarId: Words['similar'] = {
  label: 'Situasi serupa',
  timeframe: 'Kerangka waktu',
  window: 'Jendela, bar',
  horizon: 'Apa yang menyusul, bar',
  when: 'Kapan',
  similarity: 'Kemiripan',
  similarityTip: 'Korelasi kedua bentuk: 1.00 berarti bentuk yang sama',
  shape: 'Bentuk dan apa yang menyusul',
  sparkLabel: 'Penutupan jendela, lalu {{outcome}} selama {{bars}} bar',
  outcome: 'Hasil, ATR',
  outcomeTip: 'Gerak penutupan selama horizon, dalam average true range di akhir jendela',
  share: '{{up}} dari {{count}} naik: {{share}}',
  interval: 'Interval 95 % {{low}} sampai {{high}}',
  typical: 'Tengah {{median}} ATR, separuhnya {{p25}} sampai {{p75}}',
  base: 'Semua {{count}} jendela masa lalu: {{share}} naik, rata-rata {{mean}} ATR',
  searched: '{{bars}} bar tertutup ditelusuri, per {{time}}',
  loading: 'Menelusuri bar tersimpan…',
  emptyTitle: 'Belum ada situasi serupa',
  emptyText: 'Jendela masa lalu muncul di sini setelah hasilnya lengkap. Muat riwayat lebih banyak, atau pilih jendela yang lebih pendek.',
  noSymbolTitle: 'Belum ada simbol yang dipilih',
  noSymbolText: 'Pilih simbol di pantauan pasar: situasi masa lalunya yang paling serupa muncul di sini.',
  failedTitle: 'Situasi serupa tidak dapat ditelusuri',
};

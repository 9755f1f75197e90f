// Words for the codes of the table: English from the table itself, Indonesian beside it. Details that a code carries
// behind the table's sentence are kept.

import { CODES, type CodeEntry } from '#core/model';
import i18next from 'i18next';
import { codesId } from './codes-id.ts';

const ENGLISH: Readonly<Record<string, CodeEntry>> = CODES;

export interface CodeWords {
  readonly text: string;
  readonly remedy: string | null;
}

/** The sentence and the remedy of a code in `language`; an unknown code keeps the words it came with. */
export function describeCode(code: string, given: string, language: string = i18next.language): CodeWords {
  const english = ENGLISH[code];
  if (english === undefined) return { text: given === '' ? code : given, remedy: null };
  const words = language === 'id' ? codesId[code] ?? english : english;
  const details = given.startsWith(english.text) ? given.slice(english.text.length).trim() : given.trim();
  return { text: details === '' ? words.text : `${words.text} ${details}`, remedy: words.remedy };
}

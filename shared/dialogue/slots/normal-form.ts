/** Among digits of full width it parts thousands, elsewhere it parts sentences. */
const SENTENCE_COMMA = /(?<![０-９])，|，(?![０-９])/g;

/** A text in NFKC, in which a Chinese comma before a number stays apart from it: "3双，300元" is no 3,300. */
export const normalForm = (text: string): string => text.replace(SENTENCE_COMMA, ', ').normalize('NFKC');

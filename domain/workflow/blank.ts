/** Letters by their category, of which nothing is seen. */
const FILLERS = '\u115f\u1160\u2800\u3164\uffa0';
const UNSEEN = new RegExp(`[\\p{C}\\p{Z}\\s${FILLERS}]`, 'gu');

/** Whether a person would see nothing of it. */
export const isBlank = (text: string): boolean => text.replace(UNSEEN, '') === '';

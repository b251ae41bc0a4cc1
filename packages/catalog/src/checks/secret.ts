/** Whether a text holds what looks like somebody's key; a catalog is public. */
export function looksLikeKey(text: string): boolean {
  return KEY.test(text);
}

const KEY =
  /(?<![A-Za-z0-9])(sk-[A-Za-z0-9_-]{24,}|gsk_[A-Za-z0-9]{20,}|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{30,}|gh[pousr]_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{30,}|eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{10,})/;

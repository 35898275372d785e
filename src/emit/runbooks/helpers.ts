import {
  cell,
  codeBlock,
  codeCell,
  codeSpan,
  html,
  htmlText,
  link,
  markdown,
  mermaid,
  prose,
} from './escape.ts';

/** Helpers of the templates. Each gives finished text of its target. */
export const HELPERS = {
  md: markdown,
  prose,
  cell,
  code: codeSpan,
  codeCell,
  block: codeBlock,
  link: (text: string, href: string) => link(markdown(text), href),
  linkCell: (text: string, href: string) => link(cell(text), href),
  mermaid,
  html,
  htmlText,
} as const;

export const HELPER_NAMES: readonly string[] = Object.keys(HELPERS);

/** A template of the team's own that cannot be used. */
export class TemplateProblem extends Error {
  /** Path within the folder of templates. */
  readonly file: string;

  constructor(file: string, problem: string) {
    super(`the template ${file} cannot be used: ${problem}`);
    this.file = file;
  }
}

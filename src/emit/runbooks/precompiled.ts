/**
 * The built-in templates as the build compiles them, by path; it puts them in the place of this module. Empty where the
 * sources run as they are: templates are then compiled when they are needed, which takes longer than all the rest of
 * writing the pages.
 */
export const PRECOMPILED: Readonly<Record<string, TemplateSpecification>> = {};

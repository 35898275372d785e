/**
 * The built-in templates as the build compiles them, by path; it replaces this module. Empty when the sources run unbuilt:
 * templates are then compiled when they are needed, which takes longer than all the rest of rendering the pages.
 */
export const PRECOMPILED: Readonly<Record<string, TemplateSpecification>> = {};

/** What a bundle has beside its dependencies: the program, its documents, and everything these name. */
export const bundleParts = [
  'dist',
  'schemas',
  'zeek-scripts',
  'docs',
  'samples/README.md',
  'samples/attacks.json',
  'samples/logs',
  'samples/otsift.policy.yaml',
  'samples/service',
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'LICENSE',
]

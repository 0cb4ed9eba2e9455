/** The arrows of docs/architecture.md: doors → feature folders → core, and never round. */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A circle means that two rooms are one, or that a third is missing.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'src/core is functions from data to data: no framework, no database, no file, no other room.',
      from: { path: '^src/core/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: [
          '^src/(?!core/)',
          'node_modules/(@nestjs|typeorm|pg|pg-boss|pg-copy-streams|express|puppeteer)(/|$)',
          '^(node:)?(fs|fs/promises|net|http|https|child_process|worker_threads|os|process)$',
        ],
      },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      comment: 'The platform serves the features; it may lean on core only.',
      from: { path: '^src/platform/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/(?!platform/|core/)' },
    },
    {
      name: 'nobody-imports-a-door',
      severity: 'error',
      comment: 'main.ts, worker.ts and cli.ts are wiring; nothing builds on them.',
      from: { path: '^src/' },
      to: { path: '^src/(main|worker|cli)\\.ts$' },
    },
    {
      name: 'entities-stay-home',
      severity: 'error',
      comment: "A feature folder's tables are reached through its exported services.",
      from: { path: '^src/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/[^/]+/.*\\.entity\\.ts$', pathNot: '^src/($1|platform)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ['import', 'node', 'default'], extensions: ['.ts', '.js'] },
  },
};

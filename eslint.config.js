import eslint from '@eslint/js';
import tsdoc from 'eslint-plugin-tsdoc';
import tseslint from 'typescript-eslint';

/** Who may import what of ours: verifier-sdk ← signer, chaincode ← gateway; network imports none of them. */
const allowed = {
  'verifier-sdk': [],
  'verifier-sdk/terminal': ['verifier'],
  signer: ['verifier'],
  chaincode: ['verifier'],
  network: [],
  gateway: ['verifier', 'signer', 'chaincode'],
  e2e: ['verifier', 'signer', 'chaincode', 'gateway', 'network'],
  bench: ['verifier', 'signer', 'chaincode', 'gateway', 'network', 'e2e'],
};
/** Each foreign package is known to one file, or to one folder. */
const foreign = {
  'fabric-network': 'gateway/src/ledger/fabric-channel.ts',
  'fabric-common': 'gateway/src/ledger/fabric-channel.ts',
  'fabric-protos': 'gateway/src/ledger/fabric-messages.ts',
  'fabric-ca-client': 'network/src/identities.ts',
  'tar-stream': 'network/src/chaincode-package.ts',
  '@peculiar/x509': 'signer/src/certificate-authority.ts',
  'reflect-metadata': 'signer/src/certificate-authority.ts',
  ajv: 'gateway/src/types/json-schema.ts',
  'ajv-formats': 'gateway/src/types/json-schema.ts',
  'prom-client': 'gateway/src/http/metrics.ts',
  '@koa/router': 'gateway/src/app.ts',
  koa: ['gateway/src/app.ts', 'gateway/src/http/'],
  mongoose: 'gateway/src/store/',
  mongodb: 'gateway/src/store/embedded/',
  bson: 'gateway/src/store/embedded/',
  mingo: 'gateway/src/store/embedded/',
  'classic-level': 'gateway/src/store/embedded/',
  harfbuzzjs: 'gateway/src/ofd/subset-font.ts',
  qrcode: 'bench/src/qr-version.ts',
  'zxing-wasm': 'verifier-sdk/terminal/src/capture/read-qr-codes.ts',
};
/** The same for what only tests need. */
const foreignToTests = {
  qrcode: 'verifier-sdk/test/picture/qr-code.ts',
  'jpeg-js': 'verifier-sdk/test/picture/jpeg.ts',
  'zxing-wasm': 'verifier-sdk/test/picture/read-qr-code.ts',
};
const strangersTo = (file) =>
  Object.entries(foreignToTests)
    .filter(([, place]) => place !== file)
    .map(([name, place]) => ({
      regex: `^${name}(/|$)`,
      message: `only ${place} knows ${name}.`,
    }));
const placesOf = (name) => [foreign[name]].flat();
/** Folders first: what holds for a file in one of them comes last and is complete. */
const places = [...new Set(Object.keys(foreign).flatMap(placesOf))].sort(
  (a, b) => Number(b.endsWith('/')) - Number(a.endsWith('/')) || a.length - b.length,
);
const packages = [
  'verifier',
  'terminal',
  'signer',
  'chaincode',
  'gateway',
  'network',
  'e2e',
  'bench',
];

function restrictions(folder, file) {
  const own = packages.filter((name) => !allowed[folder].includes(name));
  const knows = (place) => file === place || (place.endsWith('/') && file?.startsWith(place));
  const others = Object.keys(foreign).filter((name) => !placesOf(name).some(knows));
  return {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...own.map((name) => ({
            regex: `^@yinzhao/${name}(/|$)`,
            message: `${folder} does not import ${name}: imports go one way.`,
          })),
          ...others.map((name) => ({
            regex: `^${name}(/|$)`,
            message: `only ${placesOf(name).join(', ')} knows ${name}.`,
          })),
          { regex: '/index(\\.js)?$', message: 'inner files import each other directly.' },
          ...(folder.startsWith('verifier-sdk') && !file?.startsWith('verifier-sdk/src/node/')
            ? [{ regex: '^node:', message: 'the core runs everywhere.' }]
            : []),
        ],
      },
    ],
  };
}

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '.yinzhao/**',
      '**/test/fixtures/**',
      '**/*.d.ts',
    ],
  },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    files: ['*/src/**/*.ts', 'verifier-sdk/terminal/src/**/*.ts'],
    plugins: { tsdoc },
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      complexity: ['error', 10],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'tsdoc/syntax': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'explicit named exports only.' },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['verifier-sdk/terminal/src/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'explicit named exports only.' },
        {
          selector:
            'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|createContextualFragment)$/]',
          message: 'texts are texts: nothing that is shown is parsed as markup.',
        },
      ],
    },
  },
  {
    files: ['*/test/**/*.ts', 'verifier-sdk/terminal/test/**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.test.json' } },
    rules: { '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }] },
  },
  ...['*/test/**/*.ts', ...Object.values(foreignToTests)].map((files) => ({
    files: [files],
    rules: { 'no-restricted-imports': ['error', { patterns: strangersTo(files) }] },
  })),
  ...Object.keys(allowed).map((folder) => ({
    files: [`${folder}/src/**/*.ts`],
    rules: restrictions(folder),
  })),
  ...places.map((place) => ({
    files: [place.endsWith('/') ? `${place}**/*.ts` : place],
    rules: restrictions(place.split('/')[0], place),
  })),
  {
    files: ['verifier-sdk/src/node/**/*.ts'],
    rules: restrictions('verifier-sdk', 'verifier-sdk/src/node/'),
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        TextDecoder: 'readonly',
        TextEncoder: 'readonly',
      },
    },
  },
);

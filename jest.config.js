const base = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
  },
  extensionsToTreatAsEsm: [],
  moduleNameMapper: {
    '^@yinzhao/verifier/node$': '<rootDir>/verifier-sdk/src/node/entry.ts',
    '^@yinzhao/verifier/ofd$': '<rootDir>/verifier-sdk/src/ofd/entry.ts',
    '^@yinzhao/verifier/(.*)$': '<rootDir>/verifier-sdk/src/$1.ts',
    '^@yinzhao/e2e/(.*)$': '<rootDir>/e2e/src/$1.ts',
    '^@yinzhao/signer/client$': '<rootDir>/signer/src/client.ts',
    '^@yinzhao/verifier$': '<rootDir>/verifier-sdk/src/index.ts',
    '^@yinzhao/(signer|chaincode|gateway|network)$': '<rootDir>/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  // tests of packages under node_modules and of the compiled output are not ours
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
};

export default {
  // Only for tests that fail: a machine with much to do is no reason to.
  testTimeout: 60_000,
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/{verifier-sdk,signer,chaincode,gateway,network,scripts}/test/**/*.test.ts',
        '<rootDir>/verifier-sdk/terminal/test/**/*.test.ts',
        '<rootDir>/e2e/test/start/*.test.ts',
      ],
      testPathIgnorePatterns: [...base.testPathIgnorePatterns, '\\.(slow|browser)\\.test\\.ts$'],
    },
    {
      ...base,
      displayName: 'browser',
      testMatch: ['<rootDir>/verifier-sdk/{,terminal/}test/**/*.browser.test.ts'],
    },
    {
      ...base,
      displayName: 'network',
      testMatch: ['<rootDir>/network/test/**/*.slow.test.ts'],
    },
    {
      ...base,
      displayName: 'e2e',
      testMatch: ['<rootDir>/e2e/test/*.test.ts'],
      globalSetup: '<rootDir>/e2e/test/shared-network.ts',
      globalTeardown: '<rootDir>/e2e/test/stop-shared-network.ts',
    },
    {
      ...base,
      displayName: 'city',
      testMatch: ['<rootDir>/e2e/test/city/**/*.test.ts'],
      globalSetup: '<rootDir>/e2e/test/city/shared-city.ts',
      globalTeardown: '<rootDir>/e2e/test/city/stop-shared-city.ts',
    },
    { ...base, displayName: 'soak', testMatch: ['<rootDir>/{verifier-sdk,e2e}/test/**/*.soak.ts'] },
  ],
};

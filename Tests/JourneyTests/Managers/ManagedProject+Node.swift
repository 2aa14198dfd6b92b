extension ManagedProject {
  /// npm's workspaces, one of which asks for another, and for a package of the project's in a folder beside them.
  static let node = ManagedProject(
    name: "npm with workspaces, their packages carried", needs: ["npm", "-v"],
    files: [
      "package.json": """
      {"name": "shop", "version": "1.0.0", "private": true, "workspaces": ["packages/*"],
       "scripts": {"test": "node --test packages/"}}

      """,
      "packages/till/package.json": """
      {"name": "till", "version": "1.0.0", "main": "till.js",
       "dependencies": {"purse": "1.0.0", "coin": "file:../../coin"}}

      """,
      "packages/till/till.js": """
      const { half } = require('purse')
      const { worth } = require('coin')

      exports.isFull = (coin) => half(worth(coin)) > 2

      """,
      "packages/till/till.test.js": """
      const test = require('node:test')
      const assert = require('node:assert')
      const { isFull } = require('till')

      test('four is enough', () => assert.equal(isFull('four'), true))
      test('nine is enough', () => assert.equal(isFull('nine'), true))
      test('two is not', () => assert.equal(isFull('two'), false))

      """,
      "packages/purse/package.json": #"{"name": "purse", "version": "1.0.0", "main": "purse.js"}"#,
      "packages/purse/purse.js": "exports.half = (x) => x / 2\n",
      "coin/package.json": #"{"name": "coin", "version": "1.0.0", "main": "coin.js"}"#,
      "coin/coin.js": "exports.worth = (name) => ({ two: 2, four: 4, nine: 9 })[name]\n",
      ".gitignore": "node_modules/\n",
    ],
    preparation: "npm install --package-lock-only --offline --no-audit --no-fund",
    installation: "npm ci --offline --no-audit --no-fund", way: .carried,
    outside: "npm test --silent", passed: #"^ok \d+ - (.+)$"#, failed: #"^not ok \d+ - (.+)$"#)
}

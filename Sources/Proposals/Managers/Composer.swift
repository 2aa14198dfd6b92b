/// Composer (getcomposer.org, composer install).
enum Composer: PackageManager {
  static let family = Family.php

  static func isManifest(_ name: String) -> Bool {
    ["composer.json"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    let lock = folder.has("composer.lock")
    let json = folder.json("composer.json")
    var found = Recognised()
    let needs = ["require", "require-dev"].contains { part in
      json?[part]?.keys.contains { $0.contains("/") } == true
    }
    if lock || needs {
      let reason =
        lock
        ? folder.reason("composer.lock", "the lock file of Composer")
        : folder.reason("composer.json", "it asks for packages, and nothing locks them")
      found.setups = [
        folder.setup(
          ["composer install --no-interaction --no-progress --prefer-dist"], of: .php,
          from: Hosts.composer, because: [reason], rank: lock ? 90 : 75)
      ]
    }
    if json?["scripts"]?["test"] != nil {
      let reason = folder.reason("composer.json", "its script 'test'", at: "\"test\"")
      found.tests = [folder.test("composer test", of: .php, because: reason, rank: 80)]
    } else if let path = folder.first("phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml") {
      let reason = folder.reason(path, "PHPUnit is configured")
      found.tests = [folder.test("vendor/bin/phpunit", of: .php, because: reason, rank: 79)]
    }
    return found
  }
}

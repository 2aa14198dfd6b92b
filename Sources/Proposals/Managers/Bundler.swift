/// Bundler (bundler.io, bundle install), with the gems in the project.
enum Bundler: PackageManager {
  static let family = Family.ruby

  static func isManifest(_ name: String) -> Bool {
    ["Gemfile", "gems.rb"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    let manifest = folder.first("Gemfile", "gems.rb") ?? "Gemfile"
    let lock = folder.first("Gemfile.lock", "gems.locked")
    let isVendored = folder.files.contains { $0.hasPrefix("vendor/cache/") }
    var commands = ["bundle config set --local path vendor/bundle"]
    if lock != nil { commands.append("bundle config set --local frozen true") }
    commands.append(isVendored ? "bundle install --local" : "bundle install")
    let text = lock.flatMap(folder.text) ?? folder.text(manifest) ?? ""
    let named = Hosts.named(in: text).filter { $0 != "rubygems.org" }
    let reason =
      lock.map { folder.reason($0, "the lock file of Bundler") }
      ?? folder.reason(manifest, "the manifest of Bundler")
    return Recognised(
      setups: [
        folder.setup(
          commands, of: .ruby, from: isVendored ? [] : Hosts.rubygems + named, because: [reason],
          rank: lock == nil ? 75 : 90)
      ], tests: tests(folder))
  }

  private static func tests(_ folder: ProjectFolder) -> [TestProposal] {
    func test(_ command: String, _ reason: Reason, _ rank: Int) -> TestProposal {
      folder.test(command, of: .ruby, because: reason, rank: rank)
    }
    var found: [TestProposal] = []
    if let path = folder.first(".rspec", "spec/spec_helper.rb", "spec/rails_helper.rb") {
      found.append(test("bundle exec rspec", folder.reason(path, "RSpec is configured"), 80))
    }
    if folder.has("bin/rails"), folder.files.contains(where: { $0.hasPrefix("test/") }) {
      found.append(test("bin/rails test", folder.reason("bin/rails", "a project of Rails"), 78))
    }
    let marks = ["TestTask", "task :test", "Minitest::TestTask"]
    if let rakefile = folder.first("Rakefile", "rakefile", "Rakefile.rb"),
      let mark = marks.first(where: { folder.text(rakefile)?.contains($0) == true })
    {
      // What is not in the bundle, Bundler does not start.
      let lock = folder.first("Gemfile.lock", "gems.locked").flatMap(folder.text)
      let isBundled = lock.map { $0.contains(" rake (") } ?? true
      found.append(
        test(
          isBundled ? "bundle exec rake test" : "rake test",
          folder.reason(rakefile, "its task 'test'", at: mark), 77))
    }
    return found
  }
}

extension ManagedProject {
  /// A gem of the project's, and the runner's, both in the folder from which Bundler installs.
  static let ruby = ManagedProject(
    name: "Bundler with gems in a folder, the installed ones carried",
    needs: ["sh", "-c", "bundle --version && ruby -rminitest -e ''"],
    files: [
      "Gemfile": "source \"https://rubygems.org\"\ngem \"gauge\"\ngem \"minitest\"\n",
      "lib/level.rb": """
      require "gauge"

      def full?(x) = Gauge.half(x) > 2

      """,
      "test/level_test.rb": """
      require "minitest/autorun"
      require "level"

      class LevelTest < Minitest::Test
        def test_four = assert(full?(4))
        def test_nine = assert(full?(9))
        def test_two = refute(full?(2))
      end

      """,
      ".gitignore": ".bundle/\nvendor/bundle/\n",
    ],
    preparation: """
      set -e
      pack() {
        (cd "$2" && printf '%s\\n' "Gem::Specification.new do |s|" \\
          "s.name = '$1'; s.version = '1.0'; s.summary = 'x'; s.authors = ['x']" \\
          "s.files = Dir['lib/**/*']; end" > "$1.gemspec" && gem build "$1.gemspec" -o "$3/$1-1.0.gem")
      }
      mkdir -p vendor/cache ../gauge/lib ../minitest
      printf 'module Gauge\\n  def self.half(x) = x / 2\\nend\\n' > ../gauge/lib/gauge.rb
      cp -R "$(ruby -rminitest -e 'puts Gem.loaded_specs["minitest"].full_gem_path')/lib" ../minitest/
      pack gauge ../gauge "$PWD/vendor/cache"
      pack minitest ../minitest "$PWD/vendor/cache"
      bundle config set --local path vendor/bundle
      bundle install --local
      """,
    installation: "bundle config set --local path vendor/bundle && bundle install --local",
    way: .carried, test: "bundle exec ruby -Ilib test/level_test.rb -v",
    outside: "bundle exec ruby -Ilib test/level_test.rb -v",
    passed: #"^(\S+) = [\d.]+ s = \.$"#, failed: #"^(\S+) = [\d.]+ s = [FE]$"#,
    edit: ["lib/level.rb", "> 2", ">= 2"])
}

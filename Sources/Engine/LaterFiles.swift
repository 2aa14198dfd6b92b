/// The files that run later and elsewhere, or decide what does: data alone, in small letters.
enum LaterFiles {
  /// Folders of which every file is one: of forges, hooks, editors, assistants, package managers.
  static let folders: Set<String> = [
    ".aider", ".azure-pipelines", ".buildkite", ".bundle", ".cargo", ".ci", ".circleci", ".claude",
    ".codex", ".continue", ".cursor", ".devcontainer", ".forgejo", ".gemini", ".gitea", ".github",
    ".gitlab", ".githooks", ".husky", ".idea", ".mvn", ".nvim", ".roo", ".run", ".teamcity",
    ".tekton",
    ".tx", ".vim", ".vs", ".vscode", ".windsurf", ".woodpecker", ".yarn", ".zed", "git-hooks",
    "hooks",
  ]

  /// Names of files.
  static let names: Set<String> = [
    // Builds.
    "makefile", "gnumakefile", "bsdmakefile", "justfile", ".justfile", "rakefile", "cmakelists.txt",
    "cmakepresets.json", "meson.build", "build.ninja", "configure", "configure.ac", "build.rs",
    "build.zig", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts",
    "gradle.properties", "gradlew", "gradlew.bat", "gradle-wrapper.properties",
    "gradle-wrapper.jar",
    "mvnw", "mvnw.cmd", "pom.xml", "build.xml", "build.sbt", "build", "build.bazel", "module.bazel",
    "workspace", "workspace.bazel", ".bazelrc", ".bazelversion", "pants.toml", "buck",
    ".buckconfig",
    "sconstruct", "wscript", "tup.config", "dune", "dune-project", "stack.yaml", "cabal.project",
    "rebar.config", "mix.exs", "directory.build.props", "directory.build.targets", "nuget.config",
    "global.json", "package.swift", "podfile", "cartfile", "project.clj", "deps.edn",
    "shadow-cljs.edn",
    "taskfile.yml", "taskfile.yaml", "gulpfile.js", "gruntfile.js", "rollup.config.js",
    "vite.config.js", "vite.config.ts", "webpack.config.js", "babel.config.js", ".babelrc",
    "next.config.js", "metro.config.js", "flake.nix", "shell.nix", "default.nix", "guix.scm",
    // What is installed, and from where.
    "package.json", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml",
    "pnpm-workspace.yaml", "bun.lock", "bun.lockb", "deno.json", "deno.jsonc", "deno.lock",
    ".npmrc",
    ".yarnrc", ".yarnrc.yml", ".pnpmfile.cjs", "bunfig.toml", "lerna.json", "setup.py", "setup.cfg",
    "pyproject.toml", "requirements.txt", "constraints.txt", "pipfile", "pipfile.lock",
    "poetry.lock",
    "uv.lock", "pdm.lock", "pixi.toml", "pixi.lock", "environment.yml", "pip.conf", ".pypirc",
    "cargo.toml", "cargo.lock", "rust-toolchain", "rust-toolchain.toml", "go.mod", "go.sum",
    "go.work",
    "gemfile", "gemfile.lock", ".gemrc", "composer.json", "composer.lock", "package.resolved",
    "podfile.lock", "mix.lock", "flake.lock", "conanfile.py", "conanfile.txt", "vcpkg.json",
    // What steers runners of tests, and interpreters.
    "conftest.py", "pytest.ini", "tox.ini", "noxfile.py", "sitecustomize.py", "usercustomize.py",
    ".coveragerc", ".mocharc.js", ".mocharc.json", ".mocharc.yml", "jest.config.js",
    "jest.config.ts",
    "vitest.config.js", "vitest.config.ts", "karma.conf.js", "playwright.config.ts", "phpunit.xml",
    ".rspec", ".nycrc", "xunit.runner.json", ".lldbinit", ".gdbinit", ".pdbrc", ".irbrc", ".pryrc",
    ".perltidyrc", ".rprofile", ".pythonstartup",
    // Forges and services.
    ".gitlab-ci.yml", ".travis.yml", "jenkinsfile", "appveyor.yml", ".appveyor.yml",
    "azure-pipelines.yml", ".drone.yml", ".cirrus.yml", ".woodpecker.yml", ".build.yml",
    "bitbucket-pipelines.yml", "cloudbuild.yaml", "buildspec.yml", "codefresh.yml", "netlify.toml",
    "vercel.json", "fly.toml", "render.yaml", "app.yaml", "app.json", "heroku.yml", "procfile",
    "renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json", "codeowners",
    ".mergify.yml",
    ".releaserc", ".releaserc.json", "release-please-config.json", ".goreleaser.yml",
    ".goreleaser.yaml",
    "dockerfile", "containerfile", ".dockerignore", "docker-compose.yml", "docker-compose.yaml",
    "compose.yml", "compose.yaml", "vagrantfile", "tiltfile", "skaffold.yaml", "chart.yaml",
    "serverless.yml", "ansible.cfg",
    // Hooks, shells, editors, assistants.
    ".pre-commit-config.yaml", ".pre-commit-hooks.yaml", "lefthook.yml", ".lefthook.yml",
    ".overcommit.yml", ".lintstagedrc", ".lintstagedrc.json", ".huskyrc", ".envrc", ".env",
    ".tool-versions",
    "mise.toml", ".mise.toml", ".nvmrc", ".python-version", ".ruby-version", ".bashrc",
    ".bash_profile",
    ".profile", ".zshrc", ".zshenv", ".inputrc", ".exrc", ".vimrc", ".nvimrc", ".nvim.lua",
    ".dir-locals.el", ".emacs", ".editorconfig", ".gitconfig", ".mailmap", "agents.md", "claude.md",
    "gemini.md", ".cursorrules", ".windsurfrules", ".clinerules", ".aider.conf.yml", ".mcp.json",
    "mcp.json", "copilot-instructions.md", "eslint.config.js", ".eslintrc", ".eslintrc.js",
    ".eslintrc.json", ".eslintrc.cjs", ".prettierrc", ".prettierrc.js", "prettier.config.js",
    ".stylelintrc", ".rubocop.yml", ".clang-tidy", "postcss.config.js", "tailwind.config.js",
    "tsconfig.json",
  ]

  /// Ends of names.
  static let endings = [
    ".pth", ".mk", ".cmake", ".gradle", ".gradle.kts", ".csproj", ".fsproj", ".vbproj", ".vcxproj",
    ".targets", ".props", ".sln", ".gemspec", ".podspec", ".cabal", ".bzl", ".nix", ".dockerfile",
    ".service", ".timer", ".desktop", ".code-workspace", ".sublime-project", ".pbxproj",
    ".xcscheme",
    ".tf", ".bat", ".cmd", ".ps1", ".psm1",
  ]
}

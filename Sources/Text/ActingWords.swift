/// The words by which texts act on programs that read them: forges, builds, mailers, git itself. Data alone.
enum ActingWords {
  /// Names of fields, in small letters, that act wherever they begin a line, in a title too.
  static let keys: Set<String> = [
    "bcc", "cc", "change-id", "colleague-run", "fixes-issue", "release-as", "skip-checks",
  ]

  /// Names of fields that a mailer takes from the start of a message.
  static let headers: Set<String> = ["date", "from", "reply-to", "sender", "subject", "to"]

  /// Words before `-by` with which somebody answers for a commit; others end in `ed`.
  static let deeds: Set<Substring> = ["off", "written", "seen", "found", "patch"]

  /// Words that, in brackets, keep builds from running; with one more word or none.
  static let skips: Set<Substring> = ["skip", "no", "nobuild", "noci", "skipci", "ciskip"]

  /// What is asked to be left out, by the words that name it in such brackets.
  static let skipped: Set<Substring> = [
    "actions", "action", "all", "appveyor", "azp", "azurepipelines", "build", "buildkite", "builds",
    "checks", "ci", "circle", "circleci", "cirrus", "cd", "deploy", "deployment", "drone", "gha",
    "netlify", "pages", "pipeline", "pipelines", "preview", "release", "render", "semaphore",
    "test",
    "tests", "travis", "vercel", "woodpecker", "workflow", "workflows",
  ]

  /// Words that act with `#` before them: on the number of a release, or on an issue whose key stands nearby.
  static let marked =
    "major|minor|patch|none|skip|close|closes|closed|resolve|resolved|done|fix|fixed|reopen|comment|time|"
    + "in-progress|start-progress|stop-progress|in-review"

  /// Verbs that close an issue whose name follows.
  static let closing =
    "close|closes|closed|closing|fix|fixes|fixed|fixing|resolve|resolves|resolved|resolving|"
    + "implement|implements|implemented|implementing|complete|completes|completed"

  /// What marks a commit as part of another one, at a subject's start.
  static let squashing = ["fixup!", "squash!", "amend!"]

  /// Names of characters in HTML by which words would act once they are shown; those in digits act as well.
  static let entities =
    "commat|num|excl|colon|sol|lsqb|lbrack|ast|lowbar|grave|zwj|zwnj|shy|lrm|rlm|nobreak"

  /// Elements of HTML that hide or swallow what follows them.
  static let hiding =
    "details|summary|template|script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext|"
    + "pre|code|picture|img|svg|math|video|audio|object|embed|form|input|select|button|table|base|link|meta|h[1-6]"
}

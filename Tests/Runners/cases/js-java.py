from case import Case, Suite

JARS = "/usr/share/java"
FOUR = f"{JARS}/junit4.jar:{JARS}/hamcrest-core.jar:{JARS}/hamcrest.jar:."
FIVE = ":".join(f"{JARS}/{name}.jar" for name in (
    "junit-platform-console", "junit-jupiter-api", "junit-jupiter-engine", "junit-jupiter-params", "junit-platform-commons",
    "junit-platform-engine", "junit-platform-launcher", "junit-platform-reporting", "opentest4j", "apiguardian-api", "picocli",
    "univocity-parsers"))
HEAD = "import org.junit.*; import static org.junit.Assert.*; import static org.junit.Assume.*;\n"


def four(name, *tests):
    return {f"{name}.java": HEAD + f"public class {name} {{\n" + "\n".join(tests) + "\n}\n"}


def test(name, body="", more=""):
    return f"{more} @Test public void {name}() {{ {body} }}"


A = four("ATest", test("ok", 'System.out.print("no line feed");'), test("bad", "assertEquals(1, 2);"),
         test("ign", more='@Ignore("why")'), test("assume", "assumeTrue(false);"), test("err", 'throw new RuntimeException("x");'))
B = four("BTest", test("ok"), test("loud", 'System.out.println("OK (12 tests)"); System.out.println("Tests run: 9, Failures: 0");'))
C = four("CTest", '@BeforeClass public static void hook() { throw new RuntimeException("hook"); }', test("ok"))
EXIT = four("ATest", "static int n;", *(test(name, "if (++n == 2) System.exit(0);") for name in "abc"))
ONE = four("ATest", test("a"), test("b"))
FLAKY = four("ATest", "static int n;", test("flaky", "assertTrue(++n > 1);"), test("always", "fail();"), test("ok"))

HEAD5 = """import org.junit.jupiter.api.*; import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.*; import org.junit.jupiter.params.*; import org.junit.jupiter.params.provider.*;
"""
A5 = {"ATest.java": HEAD5 + """@DisplayName("Name of class") class ATest {
  @Test void ok() { System.out.println("[         9 tests failed          ]"); }
  @Test void bad() { assertEquals(1, 2); } @Disabled("why") @Test void ign() {} @Test void assume() { assumeTrue(false); }
  @Test @DisplayName("a name") void err() { throw new RuntimeException("x"); }
  @ParameterizedTest @ValueSource(ints = {1, 2}) void p(int i) { assertEquals(1, i); }
  @Nested class In { @Test void ok() {} }
}
"""}
B5 = {"BTest.java": HEAD5 + """class BTest {
  @BeforeAll static void hook() { throw new RuntimeException("hook"); } @Test void ok() {}
}
"""}
EXIT5 = {"ATest.java": HEAD5 + "class ATest { @Test void a() {} @Test void b() { System.exit(0); } @Test void c() {} }\n"}
ONE5 = {"ATest.java": HEAD5 + "class ATest { @Test void a() {} @Test void b() {} }\n"}
LAUNCHER = f"java -cp {FIVE} org.junit.platform.console.ConsoleLauncher -cp . --scan-classpath --disable-banner"
NAMES5 = dict(passed=["Name of class > ok()", "Name of class > p(int) > [1] 1", "Name of class > In > ok()"],
              failed=["Name of class > bad()", "Name of class > a name", "Name of class > p(int) > [2] 2", "BTest"],
              skipped=["Name of class > ign()", "Name of class > assume()"])


def junit4(name, files, real, *words, classes="ATest", **more):
    return Case(name, files, f"java -cp {FOUR} org.junit.runner.JUnitCore {classes}", real, *words,
                build=f"javac -cp {FOUR} *.java", **more)


def junit5(name, files, real, *words, options="", **more):
    return Case(name, files, f"{LAUNCHER}{options}", real, *words, build=f"javac -cp {FIVE} *.java", **more)


POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>x</groupId><artifactId>core</artifactId><version>1</version>
<properties><maven.compiler.source>11</maven.compiler.source><maven.compiler.target>11</maven.compiler.target>
<project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
<dependencies><dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.x</version></dependency></dependencies>
<build><plugins>
<plugin><artifactId>maven-resources-plugin</artifactId><version>3.3.0</version></plugin>
<plugin><artifactId>maven-compiler-plugin</artifactId><version>3.10.1</version></plugin>
<plugin><artifactId>maven-surefire-plugin</artifactId><version>2.22.3</version></plugin>
</plugins></build></project>
"""
MVN = "mvn -o -B -Dmaven.repo.local=/usr/share/maven-repo test"
PLAIN = {"arguments": ["-Dsurefire.reportFormat=plain"]}
QUIET = {"arguments": ["-Dorg.slf4j.simpleLogger.log.org.apache.maven.plugin.surefire=info", *PLAIN["arguments"]]}


def maven(*classes):
    return {"pom.xml": POM} | {f"src/test/java/{n}": t for c in classes for n, t in c.items()}


def gradle(more, *classes):
    jars = "".join(f"testCompile name: '{n}'\n" for n in ("junit4", "hamcrest-core", "hamcrest"))
    return {"build.gradle": f"apply plugin: 'java'\nrepositories {{ flatDir {{ dirs '{JARS}' }} }}\ndependencies {{\n{jars}}}\n"
            f"test {{ {more} }}\n"} | {f"src/test/java/{n}": t for c in classes for n, t in c.items()}


GRADLE = "GRADLE_USER_HOME=/tmp/colleague-gradle gradle --offline --no-daemon test"
LOGGED = 'testLogging { events "passed", "skipped", "failed" }'


def ant(inner, *classes, after=""):
    return {"build.xml": f"""<project name="x" default="test"><target name="test">
<javac srcdir="." classpath="{FOUR}" includeantruntime="false"/>
<junit {inner}<batchtest><fileset dir="." includes="*Test.java"/></batchtest></junit>{after}</target></project>
"""} | {n: t for c in classes for n, t in c.items()}


CLASSPATH = "".join(f'<classpath path="{p}"/>' for p in [FOUR])
SUMMARY = f'printsummary="yes">{CLASSPATH}'
FORMAT = f'failureproperty="f">{CLASSPATH}<formatter type="plain" usefile="false"/>'
BRIEF = f'fork="yes">{CLASSPATH}<formatter type="brief" usefile="false"/>'

SUITES = [
    Suite("junit4", f"java -cp {FOUR} junit.runner.Version", apt=["default-jdk-headless", "junit4", "libhamcrest-java"], cases=[
        junit4("plain", A | B | C, "fail", (4, 3, 0), classes="ATest BTest CTest", failed=["bad(ATest)", "err(ATest)", "CTest"]),
        junit4("pass", ONE, "pass", (2, 0, 0)),
        junit4("loud", B, "pass", (2, 0, 0), classes="BTest"),
        junit4("none", ONE, "fail", (0, 1, 0), classes="Nope"),
        junit4("ignored", four("ATest", test("a", more="@Ignore")), "none", (0, 0, 0)),
        junit4("exit0", EXIT, "cut short"),
    ]),
    Suite("junit5", "dpkg-query -W junit5", apt=["default-jdk-headless", "junit5"], cases=[
        junit5("plain", A5 | B5, "fail", (3, 4, 2), **NAMES5),
        junit5("ascii", A5 | B5, "fail", (3, 4, 2), options=" --details-theme=ascii --disable-ansi-colors", **NAMES5),
        junit5("summary", A5 | B5, "fail", (3, 4, 2), options=" --details=summary"),
        junit5("pass", ONE5, "pass", (2, 0, 0), passed=["ATest > a()", "ATest > b()"]),
        junit5("none", {"Other.java": "class Other {}\n"}, "none", (0, 0, 0)),
        junit5("exit0", EXIT5, "cut short"),
    ]),
    Suite("maven", "dpkg-query -W libsurefire-java",
          apt=["default-jdk-headless", "maven", "junit4", "libsurefire-java", "libmaven-resources-plugin-java",
               "libmaven-compiler-plugin-java"], readable=["/etc/maven"], ask=PLAIN, cases=[
        Case("plain", maven(A, B), MVN, "fail", (3, 2, 2), passed=["core > ok(ATest)", "core > ok(BTest)", "core > loud(BTest)"],
             failed=["core > bad(ATest)", "core > err(ATest)"], skipped=["core > ign(ATest)", "core > assume(ATest)"]),
        Case("brief", maven(A, B), MVN, "fail", (3, 2, 2), ask={}, failed=["core > bad(ATest)", "core > err(ATest)"]),
        Case("pass", maven(ONE), MVN, "pass", (2, 0, 0), passed=["core > a(ATest)", "core > b(ATest)"]),
        Case("quiet", maven(A, B), f"{MVN} -q", "fail", (3, 2, 2), ask=QUIET, failed=["bad(ATest)", "err(ATest)"],
             passed=["ok(ATest)", "ok(BTest)", "loud(BTest)"], golden=False),
        Case("quiet-pass", maven(ONE), f"{MVN} -q", "pass", (2, 0, 0), ask=QUIET, passed=["a(ATest)", "b(ATest)"]),
        Case("none", maven(), MVN, "none", (0, 0, 0)),
        Case("ignored", maven(four("ATest", test("a", more="@Ignore"))), MVN, "none", (0, 0, 1)),
        Case("exit0", maven(EXIT), MVN, "fail", (0, 1, 0), failed=["core > ATest"]),
        Case("flaky", maven(FLAKY), f"{MVN} -Dsurefire.rerunFailingTestsCount=2", "fail", (2, 1, 0),
             passed=["core > flaky(ATest)", "core > ok(ATest)"], failed=["core > always(ATest)"]),
        Case("compile", maven({"ATest.java": "class ATest { nope }\n"}), MVN, "fail", (0, 1, 0), failed=["core"]),
    ]),
    # What Gradle and ant print first is no test runner's, so that of a run cut short there only the status is left.
    Suite("gradle", "dpkg-query -W gradle", apt=["default-jdk-headless", "gradle", "junit4", "libhamcrest-java"], cases=[
        Case("named", gradle(LOGGED, A, B), GRADLE, "fail", (3, 2, 2), passed=["ATest > ok", "BTest > ok", "BTest > loud"],
             failed=["ATest > bad", "ATest > err"], skipped=["ATest > ign", "ATest > assume"], golden=False),
        Case("named-pass", gradle(LOGGED, ONE), GRADLE, "pass", (2, 0, 0), passed=["ATest > a", "ATest > b"],
             golden=False),
        Case("plain", gradle("", A, B), GRADLE, "fail", golden=False),
        Case("plain-pass", gradle("", ONE), GRADLE, "by status"),
        Case("hidden", gradle("ignoreFailures = true", A, B), GRADLE, "fail", (3, 2, 2), failed=["ATest > bad", "ATest > err"],
             golden=False),
        Case("none", gradle(""), GRADLE, "none", (0, 0, 0), golden=False),
    ]),
    Suite("ant", "ant -version", apt=["default-jdk-headless", "ant", "ant-optional", "junit4", "libhamcrest-java"], cases=[
        Case("summary", ant(SUMMARY, A, B), "ant", "fail", (3, 2, 2), golden=False),
        Case("plain", ant(FORMAT, A, B, after='<fail if="f"/>'), "ant", "fail", (3, 2, 2),
             passed=["ATest > ok", "BTest > ok", "BTest > loud"], failed=["ATest > bad", "ATest > err"],
             skipped=["ATest > ign", "ATest > assume"], golden=False),
        Case("brief", ant(BRIEF, A, B), "ant", "fail", (3, 2, 2), failed=["ATest > bad", "ATest > err"], golden=False),
        Case("pass", ant(SUMMARY, ONE), "ant", "pass", (2, 0, 0), golden=False),
        Case("silent", ant(f">{CLASSPATH}", A), "ant", "fail", (0, 1, 0), failed=["ATest"], golden=False),
        Case("exit0", ant(BRIEF, EXIT), "ant", "fail", golden=False),
    ]),
]

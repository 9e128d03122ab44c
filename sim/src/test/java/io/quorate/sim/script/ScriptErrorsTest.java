package io.quorate.sim.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every error says where it is, what was seen, and what would be right. */
class ScriptErrorsTest {
  private static final String THREE = "cluster 1 2 3\n";

  private static String failureOf(String body) {
    ScriptResult result = Scripts.run("s.script", "quorate script 1\n" + body);
    assertThat(result.ok()).as(result.trace()).isFalse();
    return result.message();
  }

  @Test
  void theFirstLineNamesTheVersion() {
    ScriptResult result = Scripts.run("s.script", "quorate script 2\ncluster 1\n");
    assertThat(result.message()).startsWith("s.script:1:").contains("\"quorate script 1\"");
    assertThat(Scripts.run("s.script", "").ok()).isFalse();
  }

  @Test
  void anUnknownStepIsToldTheNearestOne() {
    assertThat(failureOf(THREE + "\ndelivr 1>2\n"))
        .startsWith("s.script:4: unknown step \"delivr\"; did you mean \"deliver\"?");
    assertThat(failureOf("clutser 1\n")).contains("did you mean \"cluster\"?");
    assertThat(failureOf(THREE + "teleport 1\n")).contains("there are: cluster node set");
  }

  @Test
  void anUnknownNodeIsToldTheNodesThatThereAre() {
    assertThat(failureOf(THREE + "campaign 4\n"))
        .startsWith("s.script:3: there is no node \"4\"; the nodes are 1 2 3");
    assertThat(failureOf(THREE + "deliver 1>9\n")).contains("no node \"9\"");
  }

  @Test
  void aFailedExpectationShowsBothSides() {
    assertThat(failureOf(THREE + "expect 1 term 5\n"))
        .startsWith("s.script:3: this is not as expected")
        .contains("expected  node 1 term 5")
        .contains("actual    node 1 term 0")
        .contains("in the step: expect 1 term 5");
    assertThat(failureOf("cluster 1 2\nnode 2 log 1 2*3\nexpect 2 log 1 2 2\n"))
        .contains("expected  node 2 log 1 2 2\n")
        .contains("actual    node 2 log 1 2 2 2\n");
    assertThat(failureOf("cluster 1 2\nnode 2 log 1\nexpect 2 log 1:x\n"))
        .contains("actual    node 2 log 1:e1.1");
    assertThat(failureOf(THREE + "expect leaders 1\n")).contains("actual    leaders none");
  }

  @Test
  void aMessageThatIsNotThereIsToldWhatIsInFlight() {
    assertThat(failureOf(THREE + "campaign 1\ndeliver 1>2 append\n"))
        .contains("there is no message \"1>2 append\"")
        .contains("1>2 prevote term=1 last=0@0")
        .contains("1>3 prevote term=1 last=0@0");
    assertThat(failureOf(THREE + "deliver 1-2\n")).contains("write 1>2, 1>*, *>2 or *>*");
    assertThat(failureOf(THREE + "deliver 1>2 vot\n")).contains("did you mean \"vote\"?");
    assertThat(failureOf(THREE + "deliver 1>2 vote trm=1\n")).contains("did you mean \"term\"?");
    assertThat(failureOf(THREE + "hold 1>2 vote 2nd\n")).contains("messages to come as well");
  }

  @Test
  void aLineIsReadToItsEnd() {
    assertThat(failureOf(THREE + "settle now\n")).contains("\"now\" is too much");
    assertThat(failureOf(THREE + "transfer 1 2\n")).contains("here should stand \"to\", not \"2\"");
    assertThat(failureOf(THREE + "wait soon\n")).contains("write 50ms, 500us or 2s");
    assertThat(failureOf(THREE + "wait\n")).contains("the line ends where a duration");
    assertThat(failureOf(THREE + "expect 1 commits 2\n")).contains("did you mean \"commit\"?");
  }

  @Test
  void theWholeScriptIsReadBeforeItsFirstStepIsTaken() {
    assertThat(failureOf(THREE + "expect 1 term 5\nsetle\n"))
        .startsWith("s.script:4: unknown step");
  }

  @Test
  void whatIsSetUpMustBePossible() {
    assertThat(failureOf("campaign 1\n")).contains("first say who there is");
    assertThat(failureOf("# nothing\n")).contains("the script describes no cluster");
    assertThat(failureOf("cluster 1 1\n")).contains("each once, not 1");
    assertThat(failureOf(THREE + "settle\nnode 1 term 2\n")).contains("before the first step");
    assertThat(failureOf(THREE + "node 1 log 2 1\nsettle\n")).contains("do not fall along a log");
    assertThat(failureOf(THREE + "node 1 term 1 log 2\nsettle\n")).contains("at least that term");
    assertThat(failureOf(THREE + "node 1 log 1 1 3\nnode 2 log 1 2 3\nsettle\n"))
        .contains("both have term 3 at 3, but they differ at 2");
    assertThat(failureOf(THREE + "set timeout 1 300ms\nsettle\n")).contains("below 200ms");
  }

  @Test
  void whatCannotBeDoneNowSaysSo() {
    assertThat(failureOf(THREE + "crash 1\ncampaign 1\n")).contains("\"restart 1\" starts it");
    assertThat(failureOf(THREE + "restart 1\n")).contains("node 1 is running");
    assertThat(failureOf(THREE + "heartbeat 1\n")).contains("is follower, and sends no heartbeats");
    assertThat(failureOf(THREE + "disk all auto\nelect 1\ntimeout 1\n")).contains("node 1 leads");
    assertThat(failureOf(THREE + "disk 1 stalled\nsync 1\n"))
        .contains("\"disk 1 manual\" ends that");
    assertThat(failureOf(THREE + "sync 1 first 2\n")).contains("0 writes under way, not 2");
    assertThat(failureOf(THREE + "propose 1 x\npropose 1 x\n")).contains("proposed before");
    assertThat(failureOf(THREE + "read 1\n")).contains("wants to read nothing");
    assertThat(failureOf(THREE + "expect proposal x committed\n"))
        .contains("nobody proposed \"x\"");
  }

  @Test
  void theTraceEndsWithTheFailure() {
    ScriptResult result =
        Scripts.run("s.script", "quorate script 1\ncluster 1 2 3\ncampaign 1\nexpect 1 leader\n");
    assertThat(result.trace()).contains("> campaign 1").endsWith("expect 1 leader\n");
    assertThat(result.trace()).contains("FAILED s.script:4:");
  }

  @Test
  void aDifferentTraceShowsWhereItParts() {
    ScriptResult result = Scripts.run("s.script", "quorate script 1\ncluster 1 2 3\ncampaign 1\n");
    assertThat(result.differenceFrom(result.trace())).isEmpty();
    assertThat(result.differenceFrom(result.trace().replace("prevote", "vote")).orElseThrow())
        .contains("recorded -")
        .contains("now      +")
        .contains("1>2 prevote");
    assertThat(result.differenceFrom("").orElseThrow()).contains("(the end)");
  }
}

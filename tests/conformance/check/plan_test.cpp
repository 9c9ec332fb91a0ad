#include "conformance/check/plan.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/conformance/check/a_tree.h"

using namespace hpc;
using namespace hpc::conformance;
using test::Tree;

namespace {

constexpr const char* kList = "workflows:\n  - workflowId: list\n    steps: [{stepId: s, operationId: things.list}]\n";

std::string ids(const Tree& tree, const std::vector<std::string>& named, const Selection& selection = {}) {
  arazzo::Library library;
  const DataFolders data{tree.path()};
  const auto files = scenario_files(data, named);
  if (!files) return files.error().sentence;
  auto checks = plan_checks(library, data, *files);
  if (!checks) return checks.error().sentence;
  const auto selected = select_checks(std::move(*checks), selection);
  if (!selected) return selected.error().sentence;
  std::string text;
  for (const auto& check : *selected) text += (text.empty() ? "" : " ") + check.info.id;
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plan)

BOOST_AUTO_TEST_CASE(a_check_is_named_by_its_folders_and_its_workflow) {
  const Tree tree;
  tree.scenario("some/deep-one", kList);
  tree.scenario("flat", kList);
  tree.write("scenarios/README.md", "");
  BOOST_TEST(ids(tree, {}) == "things/list things/some/list");
  BOOST_TEST(ids(tree, {"things"}) == "things/list things/some/list");
  BOOST_TEST(ids(tree, {tree.path("scenarios/things/some")}) == "things/some/list");
  BOOST_TEST(ids(tree, {"things/some"}) == "things/some/list");
  BOOST_TEST(ids(tree, {tree.path("scenarios/things/flat.arazzo.yaml")}) == "things/list");
  BOOST_TEST(ids(tree, {"nothing"}).ends_with("or an API of " + tree.path() + "/scenarios: things"));
}

BOOST_AUTO_TEST_CASE(workflows_that_only_serve_others_are_no_checks) {
  const Tree tree;
  tree.scenario("a", R"(workflows:
  - workflowId: check
    dependsOn: [first]
    x-cleanup: [undo]
    steps: [{stepId: s, workflowId: login}]
  - {workflowId: first, steps: [{stepId: s, operationId: things.list}]}
  - {workflowId: login, steps: [{stepId: s, operationId: things.list}]}
  - {workflowId: undo, steps: [{stepId: s, operationId: things.list}]}
  - {workflowId: both, x-level: MAY, steps: [{stepId: s, operationId: things.list}]}
  - {workflowId: caller, steps: [{stepId: s, workflowId: both}]}
)");
  // What others wait for is a check in its own right.
  BOOST_TEST(ids(tree, {}) == "things/check things/first things/both things/caller");
}

BOOST_AUTO_TEST_CASE(ids_tags_and_levels_select) {
  const Tree tree;
  tree.scenario("a", R"(x-tags: [slow]
workflows:
  - {workflowId: a1, x-level: MAY, steps: [{stepId: s, operationId: things.list}]}
  - {workflowId: a2, x-tags: [jobs], steps: [{stepId: s, operationId: things.list}]}
)");
  tree.scenario("sub/b", "workflows:\n  - {workflowId: b1, steps: [{stepId: s, operationId: things.list}]}\n");
  BOOST_TEST(ids(tree, {}, {{"things/a2"}, {}, {}}) == "things/a2");
  BOOST_TEST(ids(tree, {}, {{"things/sub"}, {}, {}}) == "things/sub/b1");
  BOOST_TEST(ids(tree, {}, {{"things/sub/", "things/a1"}, {}, {}}) == "things/a1 things/sub/b1");
  BOOST_TEST(ids(tree, {}, {{}, {"jobs"}, {}}) == "things/a2");
  BOOST_TEST(ids(tree, {}, {{}, {"slow"}, {"MUST"}}) == "things/a2");
  BOOST_TEST(ids(tree, {}, {{"things/a"}, {}, {}}) == "there is no check things/a; `hpcmock scenarios` lists them");
}

BOOST_AUTO_TEST_CASE(the_same_id_twice_is_refused) {
  const Tree tree;
  tree.scenario("a", kList);
  tree.scenario("b", kList);
  BOOST_TEST(ids(tree, {}) == tree.path() + "/scenarios/things/b.arazzo.yaml:6:5: found the check things/list, which is at " + tree.path() + "/scenarios/things/a.arazzo.yaml:6:5 too");
}

BOOST_AUTO_TEST_CASE(the_list_tells_id_level_and_source) {
  const Tree tree;
  tree.scenario("a", "workflows:\n  - {workflowId: one, x-level: SHOULD, x-source: [c1, c2], steps: [{stepId: s, operationId: things.list}]}\n  - {workflowId: longer, steps: [{stepId: s, operationId: things.list}]}\n");
  std::string out;
  const Screen screen{[&out](std::string_view part) { out += part; }, [](std::string_view) {}, false};
  ScenariosSettings settings;
  settings.root = tree.path();
  BOOST_TEST(scenarios_command(settings, screen) == 0);
  BOOST_TEST(out == "things/one     SHOULD  c1; c2\nthings/longer  MUST    clause\n");
  settings.json = true;
  out.clear();
  BOOST_TEST(scenarios_command(settings, screen) == 0);
  BOOST_TEST(Json::parse(out)[0]["id"] == "things/one");
}

BOOST_AUTO_TEST_SUITE_END()

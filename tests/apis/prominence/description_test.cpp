// Every rule of a job's description with its text; the first rule that fails decides.
#include "apis/prominence/description.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace hpc::tests {
namespace {

using namespace apis::prominence;

std::string verdict(OrderedJson patch) {
  OrderedJson job = OrderedJson::parse(
      R"({"resources":{"cpus":2,"memory":1,"disk":1},"tasks":[{"image":"a","runtime":"singularity"}]})");
  job.merge_patch(patch);
  const Check check = check_job(job, Options{});
  if (check) return "ok";
  return check.error().what == Errc::internal ? "crash" : check.error().sentence;
}

OrderedJson resources(const char* text) {
  return {{"resources", OrderedJson::parse(text)}};
}
OrderedJson task(const char* text) {
  OrderedJson one = OrderedJson::parse(R"({"image":"a","runtime":"singularity"})");
  one.merge_patch(OrderedJson::parse(text));
  return {{"tasks", OrderedJson::array({one})}};
}
OrderedJson part(const char* name, const char* text) {
  return {{name, OrderedJson::parse(text)}};
}

struct Expected {
  OrderedJson patch;
  const char* verdict;
};

void check_all(const std::vector<Expected>& table) {
  for (const Expected& row : table)
    BOOST_TEST(verdict(row.patch) == row.verdict, row.patch.dump() << ": " << verdict(row.patch));
}

BOOST_AUTO_TEST_SUITE(prominence_description)

BOOST_AUTO_TEST_CASE(resources_are_whole_numbers_from_one) {
  check_all({
      {resources(R"({"x":1})"), "invalid item \"x\" in resources"},
      {resources(R"({"nodes":0})"), "number of nodes must be at least 1"},
      {resources(R"({"nodes":1.5})"), "number of nodes must be an integer"},
      {resources(R"({"totalCpusRange":5})"), "totalCpusRange must be a list"},
      {resources(R"({"totalCpusRange":[1]})"),
       "totalCpusRange must be a list containing the min and max allowed total number of CPUs"},
      {resources(R"({"cpus":null})"), "one of cpus, cpusRange, cpusOptions must be defined"},
      {resources(R"({"cpus":null,"cpusRange":[1]})"),
       "cpusRange must be a list containing the min and max allowed number of CPUs"},
      {resources(R"({"cpus":null,"cpusOptions":3})"),
       "cpusOptions must be a list containing the two possible number of CPUs"},
      {resources(R"({"cpusRange":[1,2]})"), "cpus and cpusRange cannot both be defined"},
      {resources(R"({"cpusOptions":[1,2]})"), "cpus and cpusOptions cannot both be defined"},
      {resources(R"({"cpus":null,"cpusRange":[1,2],"cpusOptions":[1,2]})"),
       "cpusRange and cpusOptions cannot both be defined"},
      {resources(R"({"memory":null})"), "memory or memoryPerCpu (in GB) must be defined"},
      {resources(R"({"memory":0})"), "memory must be at least 1"},
      {resources(R"({"memoryPerCpu":1})"), "memory and memoryPerCpu cannot both be defined"},
      {resources(R"({"disk":"x"})"), "required disk must be an integer"},
      {resources(R"({"disk":0})"), "disk must be at least 1"},
      {resources(R"({"walltime":0})"), "walltime must be at least 1 minute"},
      {resources(R"({"walltime":-1})"), "required walltime must be an integer"},
      {resources(R"({"disk":null})"), "ok"},
  });
}

BOOST_AUTO_TEST_CASE(tasks_are_checked_in_order) {
  check_all({
      {task(R"({"image":null})"), "each task must specify a container image"},
      {task(R"({"imagePullCredential":{"username":"u"}})"),
       "a username and token must be specified in the image pull credential"},
      {task(R"({"env":[1]})"), "environment variables must be defined as a dict"},
      {task(R"({"app":5})"), "app must be a string"},
      {task(R"({"app":"x","runtime":"udocker"})"), "app is only supported by Singularity"},
      {task(R"({"procsPerNode":2})"), "ok"},
      {task(R"({"procsPerNode":3})"), "number of processes per node must be less than number of CPU cores per node"},
      {task(R"({"procsPerNode":0})"), "number of processes per node must be at least 1"},
      {task(R"({"cmd":5})"), "cmd must be a string"},
      {task(R"({"type":"x"})"), "invalid task type"},
      {task(R"({"type":"openmpi"})"), "A command to execute must be specified for MPI jobs"},
      {task(R"({"type":"openmpi","cmd":""})"), "ok"},
      {task(R"({"type":"mpich","cmd":"mpirun x"})"),
       "it is not necessary to include mpirun in the cmd if an MPI flavour has been specified"},
      {task(R"({"type":"sidecar"})"), "a job cannot contain only sidecar tasks"},
  });
}

BOOST_AUTO_TEST_CASE(files_and_storage_have_their_texts) {
  check_all({
      {part("artifacts", "5"), "an array of artifacts must be provided"},
      {part("artifacts", R"([{"x":1}])"), "invalid item x in artifact"},
      {part("artifacts", R"([{}])"), "an artifact must contain a URL"},
      {part("artifacts", R"([{"url":"http://a","mountpoint":"a"}])"), "invalid mountpoint for artifact"},
      {part("artifacts", R"([{"url":"http://a","mountpoint":"/a:/b"}])"), "invalid source in mountpoint for artifact"},
      {part("artifacts", R"([{"url":"http://a","mountpoint":"a:b"}])"),
       "the mountpoint for an artifact must be an absolute path"},
      {part("outputFiles", "5"), "an array of outputFiles must be provided"},
      {part("outputFiles", "[5]"), "outputFiles must be a list of strings"},
      {part("outputDirs", "[5]"), "outputDirs must be a list of strings"},
      {part("inputs", "5"), "an array of inputs must be provided"},
      {part("inputs", R"([{"y":1}])"), "invalid item y in input"},
      {part("inputs", R"([{"content":""}])"), "each input must contain a filename"},
      {part("inputs", R"([{"filename":"a"}])"), "each input must contain base64 encoded content"},
      {part("storage", "{}"), "storage type must be defined"},
      {part("storage", R"({"type":"b2drop"})"), "storage type must be onedata"},
      {part("storage", R"({"type":"onedata"})"), "a mount point must be defined"},
      {part("storage", R"({"type":"onedata","mountpoint":"a"})"), "the mountpoint must be an absolute path"},
      {part("storage", R"({"type":"onedata","mountpoint":"/a","default":5})"), "default must be either true or false"},
      {part("storage", R"({"type":"onedata","mountpoint":"/a"})"), "OneData storage details must be defined"},
      {part("storage", R"({"type":"onedata","mountpoint":"/a","onedata":{}})"), "OneData provider must be defined"},
      {part("storage", R"({"type":"onedata","mountpoint":"/a","onedata":{"provider":"p"}})"),
       "OneData token must be defined"},
  });
}

BOOST_AUTO_TEST_CASE(policies_and_notifications_have_their_texts) {
  check_all({
      {part("policies", R"({"ignoreTaskTailures":true})"), "invalid item \"ignoreTaskTailures\" in policies"},
      {part("policies", R"({"runSerialTasksOnAllNodes":1})"), "runSerialTasksOnAllNodes must be either true or false"},
      {part("policies", R"({"placement":{"x":1}})"), "invalid item \"x\" in placement policy"},
      {part("policies", R"({"placement":{"requirements":{"x":1}}})"), "invalid item \"x\" in requirements"},
      {part("policies", R"({"placement":{"preferences":{"sites":1}}})"), "sites in preferences must be a list"},
      {part("policies", R"({"priority":"x"})"), "the priority must be an integer"},
      {part("policies", R"({"priority":"5"})"), "ok"},
      {part("policies", R"({"autoScalingType":"x"})"),
       "autoScalingType, if defined, must be none, dedicated or shared"},
      {part("policies", R"({"maximumRetries":6})"), "ok"},
      {part("policies", R"({"maximumTaskRetries":7})"), "the number of task retries must be less than 6"},
      {part("policies", R"({"maximumRetries":"2"})"), "crash"},
      {part("policies", R"({"maximumTimeInQueue":-1})"), "the maximum time in queue must be an integer"},
      {part("policies", R"({"maximumTimeInQueue":0})"), "ok"},
      {part("policies", R"({"maximumTimeInQueue":44641})"), "the maximum time in queue must be less than 44640"},
      {part("policies", R"({"maximumIdleTimePerResource":0})"),
       "the maximum idle time per resource must be greater than 0"},
      {part("notifications", "{}"), "notifications must be in the form of a list"},
      {part("notifications", "[{}]"), "ok"},
      {part("notifications", R"([{"event":"x"}])"), "invalid notification event \"x\""},
      {part("notifications", R"([{"event":"jobFinished","type":"sms"}])"), "invalid notification type \"sms\""},
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::tests

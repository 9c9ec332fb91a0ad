#include "site/timeline.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace hpc::site {
namespace {

using namespace std::chrono_literals;

const Instant kStart = from_unix_seconds(1'000'000);

/// Writes "<second>:<letter> " for each event that runs.
class Story {
 public:
  VirtualTimeline timeline{kStart};
  std::string told;

  EventId tell(Duration when, char letter) {
    return timeline.at(kStart + when, [this, letter] { add(letter); });
  }
  void add(char letter) { told += std::to_string((timeline.now() - kStart) / 1s) + ':' + letter + ' '; }
};

BOOST_AUTO_TEST_SUITE(timeline)

BOOST_AUTO_TEST_CASE(events_run_by_instant_and_then_in_the_order_of_scheduling) {
  Story story;
  story.tell(2s, 'c');
  story.tell(1s, 'a');
  story.tell(2s, 'd');
  story.tell(1s, 'b');
  story.timeline.advance_to(kStart + 9s);
  BOOST_TEST(story.told == "1:a 1:b 2:c 2:d ");
  BOOST_TEST((story.timeline.now() == kStart + 9s));
}

BOOST_AUTO_TEST_CASE(what_events_schedule_runs_in_the_same_advance_when_it_is_due) {
  Story story;
  story.timeline.after(1s, [&story] {
    story.add('a');
    story.tell(0s, 'c');  // passed: now, after what was scheduled before
    story.tell(3s, 'd');
    story.tell(5s, 'x');
  });
  story.tell(1s, 'b');
  story.timeline.advance_to(kStart + 4s);
  BOOST_TEST(story.told == "1:a 1:b 1:c 3:d ");
  BOOST_TEST(story.timeline.pending() == 1U);
}

BOOST_AUTO_TEST_CASE(advance_to_next_runs_one_instant_whole) {
  Story story;
  story.tell(1s, 'a');
  story.timeline.after(1s, [&story] { story.timeline.after(0s, [&story] { story.add('b'); }); });
  story.tell(2s, 'c');
  BOOST_TEST(story.timeline.advance_to_next());
  BOOST_TEST(story.told == "1:a 1:b ");
  BOOST_TEST(story.timeline.advance_to_next());
  BOOST_TEST(!story.timeline.advance_to_next());
  BOOST_TEST(story.told == "1:a 1:b 2:c ");
  BOOST_TEST((story.timeline.now() == kStart + 2s));
}

BOOST_AUTO_TEST_CASE(a_cancelled_event_does_not_run_even_when_it_is_due_at_this_instant) {
  Story story;
  EventId victim = 0;
  story.timeline.after(1s, [&] { story.timeline.cancel(victim); });
  victim = story.tell(1s, 'x');
  const EventId own = story.tell(2s, 'a');
  story.timeline.advance_to(kStart + 3s);
  story.timeline.cancel(own);
  story.timeline.cancel(0);
  BOOST_TEST(story.told == "2:a ");
}

BOOST_AUTO_TEST_CASE(going_back_is_a_no_op) {
  Story story;
  story.timeline.advance_to(kStart + 5s);
  story.timeline.advance_to(kStart + 1s);
  BOOST_TEST((story.timeline.now() == kStart + 5s));
  BOOST_TEST(!story.timeline.next().has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hpc::site

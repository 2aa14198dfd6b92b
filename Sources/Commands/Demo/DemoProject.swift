/// The files of the small project that `git colleague demo` makes: a library of time intervals with
/// tests, one bug, and the issue that reports it.
///
/// Nothing in it names the place of the bug but the failing tests.
enum DemoProject {
  /// Path and content of each file.
  static let files: [(path: String, content: String)] = [
    ("README.md", readme), ("intervals/__init__.py", package), ("intervals/model.py", model),
    ("intervals/calendar.py", calendar), ("tests/__init__.py", ""),
    ("tests/test_model.py", modelTests), ("tests/test_calendar.py", calendarTests),
    (".gitignore", "__pycache__/\n"), (issuePath, issue),
  ]

  /// Where the issue lies in the project's tree.
  static let issuePath = "issues/touching-meetings.md"

  /// What runs its tests.
  static let test = "python3 -m unittest discover -v -s tests -t ."

  /// The issue.
  static let issue = """
    # Meetings that touch are kept apart

    When one meeting ends at ten and the next one starts at ten, the calendar shows two busy
    blocks instead of one. `merge` should join intervals that touch:

        merge([Interval(9, 10), Interval(10, 11)])  ->  [Interval(9, 11)]

    - [ ] touching intervals are merged
    - [ ] intervals with a gap between them stay apart

    """

  private static let readme = """
    # intervals

    Busy and free time in a day, in whole hours or minutes. `python3 -m unittest` runs the tests.

    """

  private static let package = """
    \"\"\"Busy and free time.\"\"\"

    from .calendar import busy_blocks, free_time, total
    from .model import Interval, merge

    __all__ = ["Interval", "busy_blocks", "free_time", "merge", "total"]

    """

  private static let model = """
    \"\"\"Half-open intervals of time.\"\"\"


    class Interval:
        \"\"\"From `start` up to, but not including, `end`.\"\"\"

        def __init__(self, start, end):
            if end < start:
                raise ValueError("an interval must not end before it starts")
            self.start = start
            self.end = end

        def __eq__(self, other):
            return (self.start, self.end) == (other.start, other.end)

        def __repr__(self):
            return f"Interval({self.start}, {self.end})"

        def length(self):
            return self.end - self.start

        def contains(self, moment):
            return self.start <= moment < self.end


    def merge(intervals):
        \"\"\"The same time in as few intervals as possible, in order.\"\"\"
        merged = []
        for interval in sorted(intervals, key=lambda each: each.start):
            if merged and interval.start < merged[-1].end:
                last = merged[-1]
                merged[-1] = Interval(last.start, max(last.end, interval.end))
            else:
                merged.append(interval)
        return merged

    """

  private static let calendar = """
    \"\"\"A day's calendar.\"\"\"

    from .model import Interval, merge


    def busy_blocks(meetings, day):
        \"\"\"The parts of `day` taken by meetings.\"\"\"
        clipped = []
        for meeting in meetings:
            start = max(meeting.start, day.start)
            end = min(meeting.end, day.end)
            if start < end:
                clipped.append(Interval(start, end))
        return merge(clipped)


    def free_time(meetings, day):
        \"\"\"The parts of `day` that no meeting takes.\"\"\"
        free = []
        position = day.start
        for block in busy_blocks(meetings, day):
            if position < block.start:
                free.append(Interval(position, block.start))
            position = block.end
        if position < day.end:
            free.append(Interval(position, day.end))
        return free


    def total(intervals):
        \"\"\"How long the intervals are together, overlaps counted once.\"\"\"
        return sum(interval.length() for interval in merge(intervals))

    """

  private static let modelTests = """
    import unittest

    from intervals import Interval, merge


    class MergeTests(unittest.TestCase):
        def test_nothing(self):
            self.assertEqual(merge([]), [])

        def test_apart(self):
            self.assertEqual(
                merge([Interval(3, 4), Interval(1, 2)]), [Interval(1, 2), Interval(3, 4)]
            )

        def test_overlapping(self):
            self.assertEqual(merge([Interval(1, 5), Interval(2, 9)]), [Interval(1, 9)])

        def test_inside(self):
            self.assertEqual(merge([Interval(1, 9), Interval(2, 5)]), [Interval(1, 9)])

        def test_touching(self):
            self.assertEqual(merge([Interval(9, 10), Interval(10, 11)]), [Interval(9, 11)])


    class IntervalTests(unittest.TestCase):
        def test_contains_its_start_and_not_its_end(self):
            self.assertTrue(Interval(1, 2).contains(1))
            self.assertFalse(Interval(1, 2).contains(2))

        def test_refuses_to_end_before_it_starts(self):
            with self.assertRaises(ValueError):
                Interval(2, 1)

    """

  private static let calendarTests = """
    import unittest

    from intervals import Interval, busy_blocks, free_time, total

    DAY = Interval(8, 18)


    class CalendarTests(unittest.TestCase):
        def test_meetings_are_clipped_to_the_day(self):
            self.assertEqual(busy_blocks([Interval(6, 9)], DAY), [Interval(8, 9)])

        def test_meetings_outside_the_day_do_not_count(self):
            self.assertEqual(busy_blocks([Interval(18, 20)], DAY), [])

        def test_back_to_back_meetings_are_one_block(self):
            meetings = [Interval(9, 10), Interval(10, 12), Interval(12, 13)]
            self.assertEqual(busy_blocks(meetings, DAY), [Interval(9, 13)])

        def test_free_time_is_what_is_left(self):
            self.assertEqual(
                free_time([Interval(9, 10), Interval(12, 13)], DAY),
                [Interval(8, 9), Interval(10, 12), Interval(13, 18)],
            )

        def test_total_counts_overlaps_once(self):
            self.assertEqual(total([Interval(1, 3), Interval(2, 5)]), 4)

    """
}

import contextlib
import io
import unittest

from refs import DAYS, MONTHS, days_of, parse_airport_month, parse_all, parse_report


class RefsTest(unittest.TestCase):
    def test_the_days_are_the_181_days_of_the_first_half_of_2001(self):
        self.assertEqual((len(DAYS), DAYS[0], DAYS[-1]), (181, "2001-01-01", "2001-06-30"))
        self.assertEqual([len(days_of(month)) for month in MONTHS], [31, 28, 31, 30, 31, 30])

    def test_valid_refs_are_parsed(self):
        self.assertEqual(parse_airport_month("airport_month/airport=ORD/month=2001-06"), ("ORD", "2001-06"))
        self.assertEqual(parse_report("report/month=2001-01"), "2001-01")

    def test_refs_outside_of_the_data_are_rejected(self):
        for ref in (
            "report/month=2001-07",
            "report/month=2000-12",
            "report/month=2001-13",
            "report/month=2001-1",
            "report/month=2001-01/",
            "report/month=2001-01\n",
            "report/month=",
            "x/report/month=2001-01",
            "airport_month/airport=ORD/month=2001-07",
            "airport_month/airport=ord/month=2001-01",
            "airport_month/airport=../month=2001-01",
            "airport_month/month=2001-01/airport=ORD",
            "",
        ):
            with self.subTest(ref=ref):
                self.assertIsNone(parse_report(ref))
                self.assertIsNone(parse_airport_month(ref))

    def test_all_invalid_refs_are_named_together_with_the_valid_form(self):
        stderr = io.StringIO()
        with contextlib.redirect_stderr(stderr), self.assertRaises(SystemExit) as end:
            parse_all(["report/month=2001-01", "report/month=x", "report/month=y"], parse_report, "report/month=YYYY-MM")
        self.assertEqual(end.exception.code, 2)
        self.assertEqual(
            stderr.getvalue().splitlines(),
            [
                "report/month=x: no such partition; give report/month=YYYY-MM, months 2001-01 to 2001-06",
                "report/month=y: no such partition; give report/month=YYYY-MM, months 2001-01 to 2001-06",
            ],
        )


if __name__ == "__main__":
    unittest.main()

-- How much each phrase is in use: the weight of the day before, faded, and the reviews of the day. Half of a weight is gone
-- after a week. Phrases that are hardly in use any more are forgotten.
WITH joined AS (
  SELECT
    phrase,
    coalesce(previous.weight, 0) * 0.9 AS old_weight,
    coalesce(previous.rating, 0) AS old_rating,
    coalesce(stats.reviews, 0) AS reviews,
    coalesce(stats.rating, 0) AS rating
  FROM read_parquet(getvariable('previous')) AS previous
  FULL JOIN read_parquet(getvariable('stats')) AS stats USING (phrase)
)
SELECT
  phrase,
  round(old_weight + reviews, 6) AS weight,
  round((old_weight * old_rating + reviews * rating) / (old_weight + reviews), 6) AS rating
FROM joined
WHERE old_weight + reviews >= 0.5
ORDER BY phrase

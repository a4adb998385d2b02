-- What the summary of a day shows: a row for each category, with its ten phrases that are most in use.
WITH phrases AS (
  SELECT category, list({phrase: phrase, weight: weight, rating: rating} ORDER BY weight DESC, phrase)[1:10] AS phrases
  FROM read_parquet(getvariable('models'), hive_partitioning = true)
  GROUP BY category
)
SELECT
  sentiment.category,
  sentiment.reviews,
  sentiment.rating,
  sentiment.sentiment,
  sentiment.positive,
  sentiment.negative,
  coalesce(phrases.phrases, []) AS phrases
FROM read_parquet(getvariable('sentiment'), hive_partitioning = true) AS sentiment
LEFT JOIN phrases USING (category)
ORDER BY sentiment.category

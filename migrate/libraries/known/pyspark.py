"""What is known of Spark: pyspark, Delta and Databricks."""

from __future__ import annotations

from migrate.libraries.record import Library

LIBRARY = Library(
    unchanging="delta. pyspark.rdd. pyspark.sql.",
    quiet={
        "frozen": """
            select withColumn withColumnRenamed orderBy groupBy where filter join union
            unionByName distinct collect show toPandas cache persist unpersist repartition
            coalesce dropDuplicates alias over asc desc cast when otherwise isNull isNotNull
            createOrReplaceTempView printSchema limit crossJoin exceptAll subtract rdd
        """,
    },
    leaves_arguments="createDataFrame parallelize broadcast sql table",
    gives_itself="persist cache checkpoint",
    calls_with_copies="foreach foreachPartition mapValues flatMap reduceByKey",
    safe="databricks. delta. pyspark.",
    harmless="pyspark.sql.types.",
    uncopied={
        "toPandas": "pyspark spark databricks",
    },
    handed_on="pyspark.DataFrame",
    distributions={
        "delta": "delta-spark",
    },
    submodules="pyspark.sql",
    apart="pyspark.sql.DataFrame",
)

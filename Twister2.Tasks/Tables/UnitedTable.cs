using Apache.Arrow;

namespace Twister2.Tasks;

/// <summary>The rows of several tables.</summary>
internal sealed class UnitedTable(Table[] inputs) : Table(inputs[0].Environment, SchemaOf(inputs))
{
    internal override void Run(IBatchSink sink)
    {
        // All of them also when the sink is full: their operators have to be built on every worker.
        foreach (Table input in inputs) input.Run(new Stage(Schema, sink));
    }

    private static Schema SchemaOf(Table[] inputs) => new(
        inputs[0].Schema.FieldsList.Select((field, i) => new Field(field.Name, field.DataType, inputs.Any(input => input.Schema.GetFieldByIndex(i).IsNullable), field.Metadata)), null);

    private sealed class Stage(Schema schema, IBatchSink sink) : IBatchSink
    {
        public bool IsFull => sink.IsFull;

        public void Add(RecordBatch batch)
        {
            if (!sink.IsFull) sink.Add(new RecordBatch(schema, batch.Arrays, batch.Length));
        }
    }
}

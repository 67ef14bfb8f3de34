using Cartwright.Demo;

namespace Cartwright.Tests.Demo;

public sealed class DemoCatalogueTests
{
    private static readonly string Files = Path.Combine(AppContext.BaseDirectory, "assets", "shop", "files");

    [Fact]
    public void Every_product_has_a_picture_mail_programs_can_show()
    {
        foreach (var product in DemoCatalogue.Goods.Products)
        {
            var start = File.ReadAllBytes(Path.Combine(Files, product.Image))[..4];
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], start);
        }
    }

    [Fact]
    public void Ids_numbers_and_handles_are_used_once()
    {
        var products = DemoCatalogue.Goods.Products;

        Assert.Equal(products.Count, products.DistinctBy(product => product.Id).Count());
        Assert.Equal(products.Count, products.DistinctBy(product => product.Sku).Count());
        Assert.Equal(products.Count, products.DistinctBy(product => product.Handle).Count());
        Assert.All(products, product => Assert.Equal(product, DemoCatalogue.Find(product.Handle)));
    }
}
